#include "kernel/plugin/unit_loader.h"

#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "kernel/config/did_you_mean.h"
#include "kernel/module/compatibility.h"

namespace wagate {
namespace {

// A plugin as a configuration needs it: once per file, however many units there are.
struct LoadedPlugin {
  Module module;
  std::shared_ptr<const Schema> schema;
};

class Loader {
 public:
  Loader(const Configuration& configuration, const ModuleSearch& search, ConfigProblems& problems)
      : configuration_(configuration), search_(search), problems_(problems), trust_(trust_of(configuration.kernel())) {}

  LoadedUnits run() {
    for (const UnitSettings& unit : configuration_.units()) load(unit);
    return std::move(result_);
  }

 private:
  void load(const UnitSettings& unit) {
    if (!unit.enabled) {
      result_.missing.push_back({unit.name, unit.plugin_id, "", true, "switched off with enabled = false"});
      return;
    }
    const auto plugin = plugin_of(unit);
    if (!plugin) {
      refuse(unit, plugin.error());
      return;
    }
    const std::string version = plugin->module.version();
    const int number = ++units_of_[unit.plugin_id];
    CheckedUnit checked =
        check_unit(unit, *plugin->schema, version, configuration_.environment(), number == 1, problems_);
    if (!checked.enabled) {
      result_.missing.push_back(
          {unit.name, unit.plugin_id, version, true, "switched off by " + plugin->schema->enabled_env});
      return;
    }
    if (number > 1 && !(plugin->module.descriptor->flags & abi::kMultiUnit)) {
      problems_.push_back({unit.id_origin,
                           "[[plugin]]: \"" + unit.name + "\" is another unit of " + unit.plugin_id +
                               ", which can run only once in a process",
                           "remove one of the blocks",
                           {},
                           {}});
      return;
    }
    result_.units.push_back({unit, plugin->module, std::move(checked.config)});
  }

  Result<LoadedPlugin> plugin_of(const UnitSettings& unit) {
    const std::string key = unit.file ? unit.file->string() : unit.plugin_id;
    const auto known = plugins_.find(key);
    if (known != plugins_.end()) return known->second;
    auto loaded = load_plugin(unit);
    if (loaded) plugins_.emplace(key, *loaded);
    return loaded;
  }

  Result<LoadedPlugin> load_plugin(const UnitSettings& unit) {
    std::filesystem::path file;
    if (unit.file) {
      file = *unit.file;
    } else {
      auto found = search_.find(unit.plugin_id);
      if (!found) return not_found(unit, found.error());
      file = std::move(*found);
    }
    auto module = admit(file, trust_);
    if (!module) return module.error();
    if (module->id() != unit.plugin_id) {
      return Status(abi::StatusCode::invalid_argument, file.string() + " is the plugin \"" + module->id() +
                                                           "\", not \"" + unit.plugin_id +
                                                           "\"; correct id or file in the [[plugin]] block.");
    }
    auto schema = parse_schema(module->descriptor->config_schema);
    if (!schema) {
      return Status(abi::StatusCode::invalid_argument, wrong_schema(*module, schema.error()));
    }
    return LoadedPlugin{std::move(*module), std::make_shared<const Schema>(std::move(*schema))};
  }

  // An id that nobody has is a mistake in the configuration: point at it.
  Status not_found(const UnitSettings& unit, const Status& status) {
    if (status.code() == abi::StatusCode::not_found && unit.required) {
      problems_.push_back({unit.id_origin,
                           "[[plugin]]: " + status.sentence(),
                           did_you_mean(unit.plugin_id, search_.ids(), "plugins there are"),
                           {},
                           {}});
      return Status(abi::StatusCode::not_found, "");  // said already
    }
    return status;
  }

  void refuse(const UnitSettings& unit, const Status& status) {
    if (!unit.required) {
      result_.missing.push_back({unit.name, unit.plugin_id, "", false, status.sentence()});
    } else if (!status.sentence().empty()) {
      result_.refusals.push_back(status.sentence());
    }
  }

  const Configuration& configuration_;
  const ModuleSearch& search_;
  ConfigProblems& problems_;
  const Trust trust_;
  std::map<std::string, LoadedPlugin> plugins_;
  std::map<std::string, int> units_of_;
  LoadedUnits result_;
};

}  // namespace

Trust trust_of(const KernelSettings& settings) { return settings.trust == "strict" ? Trust::strict : Trust::open; }

LoadedUnits load_units(const Configuration& configuration, const ModuleSearch& search, ConfigProblems& problems) {
  return Loader(configuration, search, problems).run();
}

std::string wrong_schema(const Module& module, const Status& status) {
  return plugin_title(module.stamp, module.file) +
         " cannot be used: its configuration schema is wrong: " + status.sentence() + ".";
}

std::vector<std::string> plugins_that_offer(const ModuleSearch& search, Trust trust, const std::string& service) {
  std::vector<std::string> found;
  for (const std::string& id : search.ids()) {
    const auto file = search.find(id);
    if (!file) continue;
    const auto module = admit(*file, trust);
    if (!module) continue;
    for (std::uint64_t i = 0; i < module->descriptor->offers_count; ++i) {
      if (service == module->descriptor->offers[i].id) found.push_back(id);
    }
  }
  return found;
}

}  // namespace wagate
