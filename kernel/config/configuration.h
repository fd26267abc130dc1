#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/config/config_problem.h"
#include "kernel/config/config_value.h"
#include "kernel/config/environment.h"
#include "kernel/config/kernel_settings.h"
#include "kernel/config/schema.h"

namespace wagate {

// Where the configuration is looked for.
struct ConfigInputs {
  std::string file;                      // from the command line; empty: WAGATE_CONFIG decides
  std::string default_text;              // TOML that applies when there is no file at all
  std::filesystem::path working_dir;     // relative names start here; .env is read from here
  std::filesystem::path default_plugin_dir;
  std::filesystem::path system_file = "/etc/wagate/wagate.toml";
  Environment::Map environment;
  bool superuser = false;                // decides the default state directory
};

// The configuration as far as the gateway itself knows it: its own sections, and the [[plugin]]
// blocks, whose inside is checked by unit_config() once the plugin's schema is known.
//
// Layers, the later one wins: defaults of the schemas, the file, `.env`, the environment.
class Configuration {
 public:
  // Always returns a configuration. With errors in `problems` it must not be run, but as long as it
  // is readable() the plugins' sections can be checked too, to report everything at once: what is
  // wrong in the gateway's own sections counts as absent.
  static Configuration load(const ConfigInputs& inputs, ConfigProblems& problems);

  // False when the file cannot be read or is not TOML: then there are no settings.
  bool readable() const { return readable_; }

  // False when something in the gateway's own sections breaks their schema.
  bool intact() const { return intact_; }

  const KernelSettings& kernel() const { return kernel_; }
  const std::vector<UnitSettings>& units() const { return units_; }
  const Environment& environment() const { return environment_; }

  // The file that was read, or "built-in configuration".
  const std::string& source_name() const { return source_->path; }

  // The gateway's own sections, checked, without [[plugin]].
  const ConfigValue& kernel_tree() const { return root_; }

 private:
  Configuration() = default;

  std::shared_ptr<const SourceText> source_;
  Environment environment_;
  ConfigValue root_;
  KernelSettings kernel_;
  std::vector<UnitSettings> units_;
  bool readable_ = false;
  bool intact_ = false;
};

// What a unit gets: its section, the environment applied, defaults filled in, checked.
struct CheckedUnit {
  ConfigValue config;
  bool enabled = true;  // by [[plugin]] enabled and the schema's enabled_env
};

// `first_of_plugin`: environment variables reach the first unit of a plugin only; a second one is
// there because it shall differ.
CheckedUnit check_unit(const UnitSettings& unit, const Schema& schema, std::string_view plugin_version,
                       const Environment& environment, bool first_of_plugin, ConfigProblems& problems);

}  // namespace wagate
