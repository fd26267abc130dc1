#include "kernel/config/environment.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace wagate {
namespace {

constexpr std::string_view kBlank = " \t\r";

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

bool is_name(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  return std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-';
  });
}

// The value behind `NAME=`. Nothing when a quote is not closed.
std::optional<std::string> dotenv_value(std::string_view text) {
  text = trim(text);
  if (text.empty() || (text[0] != '"' && text[0] != '\'')) {
    const std::size_t comment = text.find(" #");
    return std::string(trim(text.substr(0, comment)));
  }
  const char quote = text[0];
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == quote) return value;
    if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) {
      ++i;
      value += text[i] == 'n' ? '\n' : text[i];
    } else {
      value += text[i];
    }
  }
  return std::nullopt;
}

bool is_ours(std::string_view name) { return name.starts_with("WAGATE_"); }

std::optional<ConfigValue> number_value(const Environment::Variable& variable, const Schema& schema) {
  const std::string_view text = trim(variable.text);
  const char* end = text.data() + text.size();
  bool complete = false;
  std::optional<ConfigValue> value;
  if (schema.kind == ConfigValue::Kind::integer) {
    std::int64_t number = 0;
    const auto parsed = std::from_chars(text.data(), end, number);
    if (parsed.ec == std::errc()) value = ConfigValue(number);
    complete = parsed.ec == std::errc() && parsed.ptr == end;
  } else {
    double number = 0;
    const auto parsed = std::from_chars(text.data(), end, number);
    if (parsed.ec == std::errc()) value = ConfigValue(number);
    complete = parsed.ec == std::errc() && parsed.ptr == end;
  }
  if (is_ours(variable.origin.variable)) {
    if (text.empty()) return std::nullopt;
    return complete ? value : ConfigValue(variable.text);
  }
  // 0 counts as unset, unless the schema says that it is a value of its own: SERVER_PORT=0 is any free port.
  const bool zero_is_meant = schema.minimum && *schema.minimum == 0;
  if (value && value->number() == 0 && !zero_is_meant) return std::nullopt;
  return value;
}

std::optional<ConfigValue> list_value(const Environment::Variable& variable, const Schema& schema) {
  ConfigValue::Array elements;
  std::string_view rest = variable.text;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    Environment::Variable element{std::string(trim(rest.substr(0, comma))), variable.origin};
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    if (element.text.empty()) continue;
    std::optional<ConfigValue> value;
    if (schema.items && schema.items->kind && schema.items->kind != ConfigValue::Kind::text) {
      value = environment_value(element, *schema.items);
    } else {
      value = ConfigValue(std::move(element.text));
    }
    if (!value) continue;
    value->set_origin(variable.origin);
    elements.push_back(std::move(*value));
  }
  if (elements.empty()) return std::nullopt;
  return ConfigValue(std::move(elements));
}

bool sets_something(const Schema& schema, const Environment& environment) {
  return std::any_of(schema.properties.begin(), schema.properties.end(), [&](const auto& entry) {
    const Schema& property = entry.second;
    if (property.kind == ConfigValue::Kind::table) return sets_something(property, environment);
    const auto* variable = property.env.empty() ? nullptr : environment.find(property.env);
    return variable && environment_value(*variable, property);
  });
}

}  // namespace

Environment::Environment(const Map& process) {
  for (const auto& [name, text] : process) {
    ConfigOrigin origin;
    origin.layer = ConfigOrigin::Layer::environment;
    origin.variable = name;
    variables_.emplace(name, Variable{text, std::move(origin)});
  }
}

void Environment::add_dotenv(const std::shared_ptr<const SourceText>& source, ConfigProblems& problems) {
  std::string_view rest = source->text;
  std::map<std::string, Variable, std::less<>> found;
  for (std::uint32_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty() || line[0] == '#') continue;
    if (line.starts_with("export ")) line = trim(line.substr(7));

    ConfigOrigin origin;
    origin.layer = ConfigOrigin::Layer::dotenv;
    origin.source = source;
    origin.line = number;
    origin.column = 1;
    const std::size_t equals = line.find('=');
    const std::string_view name = equals == std::string_view::npos ? line : trim(line.substr(0, equals));
    if (equals == std::string_view::npos || !is_name(name)) {
      problems.push_back({origin,
                          "this line is not NAME=value",
                          "write a comment with # at its start",
                          {},
                          ConfigProblem::Excerpt::none});
      continue;
    }
    origin.variable = std::string(name);
    auto value = dotenv_value(line.substr(equals + 1));
    if (!value) {
      problems.push_back({origin,
                          "the value of " + origin.variable + " has an opening quote and no closing one",
                          "close it on the same line",
                          {},
                          ConfigProblem::Excerpt::none});
      continue;
    }
    found.insert_or_assign(std::string(name), Variable{std::move(*value), std::move(origin)});
  }
  variables_.merge(found);  // what is there already stays
}

const Environment::Variable* Environment::find(std::string_view name) const {
  const auto found = variables_.find(name);
  return found == variables_.end() ? nullptr : &found->second;
}

std::optional<ConfigValue> environment_value(const Environment::Variable& variable, const Schema& schema) {
  std::optional<ConfigValue> value;
  switch (schema.kind.value_or(ConfigValue::Kind::text)) {
    case ConfigValue::Kind::boolean:
      value = ConfigValue(variable.text == "true");
      break;
    case ConfigValue::Kind::integer:
    case ConfigValue::Kind::number:
      value = number_value(variable, schema);
      break;
    case ConfigValue::Kind::array:
      value = list_value(variable, schema);
      break;
    case ConfigValue::Kind::text:
      if (!variable.text.empty()) value = ConfigValue(variable.text);
      break;
    case ConfigValue::Kind::table:
      break;  // parse_schema refuses such an "env"
  }
  if (value) value->set_origin(variable.origin);
  return value;
}

void apply_environment(ConfigValue& table, const Schema& schema, const Environment& environment) {
  if (!table.is(ConfigValue::Kind::table)) return;  // the check will say so
  for (const auto& [key, property] : schema.properties) {
    if (property.kind == ConfigValue::Kind::table) {
      ConfigValue* inner = table.find(key);
      if (!inner && sets_something(property, environment)) inner = &table.set(key, ConfigValue());
      if (inner) apply_environment(*inner, property, environment);
      continue;
    }
    if (property.env.empty()) continue;
    const Environment::Variable* variable = environment.find(property.env);
    if (!variable) continue;
    if (auto value = environment_value(*variable, property)) table.set(key, std::move(*value));
  }
}

void warn_of_odd_switches(const Schema& schema, const Environment& environment, ConfigProblems& problems) {
  const auto look_at = [&](const std::string& name) {
    const auto* variable = name.empty() ? nullptr : environment.find(name);
    if (!variable || variable->text.empty() || variable->text == "true" || variable->text == "false") return;
    for (const ConfigProblem& known : problems) {
      if (known.severity == ConfigProblem::Severity::warning && known.where.variable == name) return;
    }
    problems.push_back({variable->origin,
                        name + " is neither \"true\" nor \"false\", and counts as false",
                        "only the exact text true, in lower case, switches it on",
                        ConfigProblem::Severity::warning,
                        ConfigProblem::Excerpt::none});
  };
  look_at(schema.enabled_env);
  for (const auto& [key, property] : schema.properties) {
    if (property.kind == ConfigValue::Kind::boolean) look_at(property.env);
    warn_of_odd_switches(property, environment, problems);
  }
}

}  // namespace wagate
