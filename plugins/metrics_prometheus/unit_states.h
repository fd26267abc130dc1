#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wagate::metrics_prometheus {

struct UnitState {
  std::string name;
  std::string plugin;
  std::string state;  // "running", "failed", ...
  double faults = 0;
};

// The units in what the gateway says about itself; empty when it is not understood.
std::vector<UnitState> read_unit_states(std::string_view runtime_json);

}  // namespace wagate::metrics_prometheus
