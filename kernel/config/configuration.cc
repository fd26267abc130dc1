#include "kernel/config/configuration.h"

#include <cassert>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <system_error>

#include "kernel/config/schema_check.h"
#include "kernel/config/substitution.h"
#include "kernel/config/toml_reader.h"

namespace wagate {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kConfigVariable = "WAGATE_CONFIG";

ConfigOrigin file_origin(const std::shared_ptr<const SourceText>& source) {
  ConfigOrigin origin;
  origin.layer = ConfigOrigin::Layer::file;
  origin.source = source;
  return origin;
}

std::shared_ptr<const SourceText> read_file(const fs::path& path, const std::string& shown, std::string& why) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    why = "it is a directory";
    return nullptr;
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    why = std::strerror(errno);
    return nullptr;
  }
  std::string text(kMaxConfigBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return std::make_shared<const SourceText>(SourceText{shown, std::move(text)});
}

struct ConfigFile {
  std::shared_ptr<const SourceText> source;
  fs::path directory;  // for ${FILE:} with a relative path
  bool found = true;
};

class Loader {
 public:
  Loader(const ConfigInputs& inputs, Environment& environment, ConfigProblems& problems)
      : inputs_(inputs), environment_(environment), problems_(problems) {}

  void read_dotenv() {
    const fs::path path = inputs_.working_dir / ".env";
    std::error_code error;
    if (!fs::exists(path, error)) return;  // the usual case outside of containers
    std::string why;
    if (auto source = read_file(path, ".env", why)) {
      environment_.add_dotenv(source, problems_);
    } else {
      ConfigOrigin origin = file_origin(std::make_shared<const SourceText>(SourceText{".env", ""}));
      problems_.push_back({origin, ".env cannot be read: " + why, "make it readable or remove it", {}, {}});
    }
  }

  // A file that somebody named must be there; the usual places may be empty.
  ConfigFile find_config_file() {
    if (!inputs_.file.empty()) return named_file(inputs_.file, "--config");
    if (const auto* variable = environment_.find(kConfigVariable); variable && !variable->text.empty()) {
      return named_file(variable->text, std::string(kConfigVariable));
    }
    std::error_code error;
    if (fs::exists(inputs_.working_dir / "wagate.toml", error))
      return named_file("wagate.toml", "the working directory");
    if (fs::exists(inputs_.system_file, error))
      return named_file(inputs_.system_file.string(), "the system's configuration");
    return {std::make_shared<const SourceText>(SourceText{"built-in configuration", inputs_.default_text}),
            inputs_.working_dir};
  }

 private:
  ConfigFile named_file(const std::string& name, const std::string& named_by) {
    const fs::path path = inputs_.working_dir / name;
    std::string why;
    if (auto source = read_file(path, name, why)) return {source, path.parent_path()};
    auto missing = std::make_shared<const SourceText>(SourceText{name, ""});
    problems_.push_back({file_origin(missing),
                         "the configuration file cannot be read: " + why,
                         "it was named by " + named_by + "; correct the name, or make the file readable",
                         {},
                         {}});
    return {missing, path.parent_path(), false};
  }

  const ConfigInputs& inputs_;
  Environment& environment_;
  ConfigProblems& problems_;
};

ConfigValue default_state_dir(const ConfigInputs& inputs, const Environment& environment) {
  if (inputs.superuser) return ConfigValue("/var/lib/wagate");
  const auto* state_home = environment.find("XDG_STATE_HOME");
  if (state_home && state_home->text.starts_with('/')) return ConfigValue(state_home->text + "/wagate");
  const auto* home = environment.find("HOME");
  if (home && home->text.starts_with('/')) return ConfigValue(home->text + "/.local/state/wagate");
  return ConfigValue("/var/lib/wagate");
}

// Defaults that depend on who runs the gateway and from where.
void add_default_places(ConfigValue& root, const ConfigInputs& inputs, const Environment& environment) {
  ConfigValue& kernel = root.find("kernel") ? *root.find("kernel") : root.set("kernel", ConfigValue());
  if (!kernel.is(ConfigValue::Kind::table)) return;  // the check says so
  if (!kernel.find("state_dir")) kernel.set("state_dir", default_state_dir(inputs, environment));
  if (!kernel.find("plugin_dirs")) {
    kernel.set("plugin_dirs", ConfigValue(ConfigValue::Array{ConfigValue(inputs.default_plugin_dir.string())}));
  }
}

// LOG_LEVEL is a list in Evolution API 2.3; the schema wants one level.
void translate_log_level(ConfigValue& root) {
  ConfigValue* log = root.find("log");
  ConfigValue* level = log ? log->find("level") : nullptr;
  if (!level || !level->is(ConfigValue::Kind::text) || level->origin().variable.empty()) return;
  if (const auto known = log_level_from_list(level->text())) {
    ConfigValue plain{std::string(log_level_name(*known))};
    plain.set_origin(level->origin());
    *level = std::move(plain);
  }
}

void report_duplicates(const std::vector<UnitSettings>& units, ConfigProblems& problems) {
  std::map<std::string, const UnitSettings*> seen;
  for (const UnitSettings& unit : units) {
    const auto [first, is_new] = seen.emplace(unit.name, &unit);
    if (is_new) continue;
    problems.push_back(
        {unit.id_origin,
         "[[plugin]]: two units have the name \"" + unit.name + "\"",
         "the other one is at " + describe(first->second->id_origin) + "; give one of them a \"name\" of its own",
         {},
         {}});
  }
}

}  // namespace

Configuration Configuration::load(const ConfigInputs& inputs, ConfigProblems& problems) {
  Configuration configuration;
  configuration.environment_ = Environment(inputs.environment);
  Loader loader(inputs, configuration.environment_, problems);
  loader.read_dotenv();
  const ConfigFile file = loader.find_config_file();
  configuration.source_ = file.source;

  ConfigValue root;
  if (auto read = read_toml(file.source, problems)) {
    root = std::move(*read);
    configuration.readable_ = file.found;
  } else {
    root.set_origin(file_origin(file.source));
  }
  substitute(root, configuration.environment_, file.directory, problems);

  const auto schema = parse_schema(kernel_schema_json());
  assert(schema.ok() && "the gateway's own schema must be valid");
  apply_environment(root, *schema, configuration.environment_);
  warn_of_odd_switches(*schema, configuration.environment_, problems);
  translate_log_level(root);
  add_default_places(root, inputs, configuration.environment_);
  if (configuration.readable_) {
    ConfigValue sound = root;  // as written: check() goes on after problems, but what it leaves may not fit
    const std::size_t before = problems.size();
    check(root, *schema, {}, problems);
    configuration.intact_ = problems.size() == before;
    if (!configuration.intact_) {
      keep_what_fits(sound, *schema);
      add_default_places(sound, inputs, configuration.environment_);
      ConfigProblems none;
      check(sound, *schema, {}, none);
      assert(none.empty() && "what is left must fit");
      root = std::move(sound);
    }
    configuration.units_ = unit_settings_from(root);
    report_duplicates(configuration.units_, problems);
    configuration.kernel_ = kernel_settings_from(root);
  }
  std::erase_if(root.table(), [](const auto& entry) { return entry.key == "plugin"; });
  configuration.root_ = std::move(root);
  return configuration;
}

CheckedUnit check_unit(const UnitSettings& unit, const Schema& schema, std::string_view plugin_version,
                       const Environment& environment, bool first_of_plugin, ConfigProblems& problems) {
  CheckedUnit checked{unit.config, unit.enabled};
  if (checked.config.origin().line == 0) checked.config.set_origin(unit.origin);  // no [plugin.config] at all
  if (first_of_plugin) {
    apply_environment(checked.config, schema, environment);
    warn_of_odd_switches(schema, environment, problems);
    const auto* variable = schema.enabled_env.empty() ? nullptr : environment.find(schema.enabled_env);
    if (variable) checked.enabled = unit.enabled && variable->text == "true";
  }
  const CheckSubject subject{"[plugin.config] of \"" + unit.name + "\"",
                             "the schema of " + unit.plugin_id + " " + std::string(plugin_version)};
  // The configuration of a unit that is off may be incomplete.
  ConfigProblems ignored;
  check(checked.config, schema, subject, checked.enabled ? problems : ignored);
  return checked;
}

}  // namespace wagate
