#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "kernel/config/config_report.h"
#include "kernel/config/configuration.h"
#include "kernel/core/exit_code.h"
#include "kernel/module/module.h"
#include "kernel/module/module_search.h"

namespace wagate {

// A unit whose plugin is loaded and whose configuration is checked.
struct LoadedUnit {
  UnitSettings settings;
  Module module;
  ConfigValue config;
};

// A unit that will not run, and why. `off`: nobody wants it to.
struct MissingUnit {
  std::string name;
  std::string plugin_id;
  std::string version;  // when the plugin was found
  bool off = false;
  std::string reason;
};

// What became of the [[plugin]] blocks.
struct LoadedUnits {
  std::vector<LoadedUnit> units;      // in the order of the configuration
  std::vector<MissingUnit> missing;   // off, or not required and not loadable
  std::vector<std::string> refusals;  // of required units: the gateway cannot run
};

Trust trust_of(const KernelSettings& settings);

// Finds, loads and checks the plugin of every unit that is switched on. Problems of their sections go
// to `problems`, plugins that cannot be loaded to the result.
LoadedUnits load_units(const Configuration& configuration, const ModuleSearch& search, ConfigProblems& problems);

// The sentence for a plugin whose schema parse_schema() refused.
std::string wrong_schema(const Module& module, const Status& status);

// The ids of all plugins in the directories that offer a service. Loads them.
std::vector<std::string> plugins_that_offer(const ModuleSearch& search, Trust trust, const std::string& service);

}  // namespace wagate
