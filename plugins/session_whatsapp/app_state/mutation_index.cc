#include "app_state/mutation_index.h"

#include <nlohmann/json.hpp>

#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxIndexParts = 16;

}  // namespace

MutationIndex MutationIndex::read(std::string_view json) {
  MutationIndex out;
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  if (!parsed.is_array() || parsed.size() > kMaxIndexParts) return out;
  for (const auto& part : parsed) {
    if (!part.is_string()) return {};
    out.parts_.push_back(part.get<std::string>());
  }
  return out;
}

std::string MutationIndex::write(std::initializer_list<std::string_view> parts) {
  std::string json;
  JsonWriter writer(json);
  writer.begin_array();
  for (const std::string_view part : parts) writer.value(part);
  writer.end_array();
  return json;
}

}  // namespace wagate::session_whatsapp
