#include "unit_states.h"

#include <nlohmann/json.hpp>

namespace wagate::metrics_prometheus {

std::vector<UnitState> read_unit_states(std::string_view runtime_json) {
  std::vector<UnitState> out;
  const auto json = nlohmann::json::parse(runtime_json, nullptr, false);
  if (!json.is_object() || !json.contains("units") || !json.at("units").is_array()) return out;
  for (const auto& unit : json.at("units")) {
    if (!unit.is_object()) continue;
    out.push_back({unit.value("name", std::string()), unit.value("plugin", std::string()), unit.value("state", std::string()),
                   unit.value("faults", 0.0)});
  }
  return out;
}

}  // namespace wagate::metrics_prometheus
