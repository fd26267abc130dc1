#include "kernel/config/config_report.h"

#include <algorithm>
#include <cassert>

#include "kernel/config/did_you_mean.h"
#include "kernel/config/kernel_settings.h"
#include "kernel/config/schema_check.h"

namespace wagate {
namespace {

using Kind = ConfigValue::Kind;

constexpr std::size_t kTextWidth = 100;

struct ExplainedLine {
  std::string assignment;
  std::string origin;
};

// Tables are flattened to dotted keys, because each value has an origin of its own; lists stay whole.
void collect(const ConfigValue& value, const std::string& path, std::vector<ExplainedLine>& lines) {
  if (value.is(Kind::table) && !value.hidden() && !value.table().empty()) {
    for (const auto& entry : value.table())
      collect(entry.value, path.empty() ? entry.key : path + "." + entry.key, lines);
    return;
  }
  if (path.empty()) return;
  lines.push_back({path + " = " + value.to_toml(), describe(value.origin())});
}

void append_comment(std::string& out, std::string_view text) {
  while (!text.empty()) {
    std::size_t end = text.size();
    if (end > kTextWidth) {
      end = text.rfind(' ', kTextWidth);
      if (end == std::string_view::npos || end == 0) end = std::min(text.find(' '), text.size());
    }
    out += "# " + std::string(text.substr(0, end)) + "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string rules_of(const Schema& schema) {
  std::vector<std::string> rules;
  if (!schema.choices.empty()) {
    std::vector<std::string> choices;
    for (const ConfigValue& choice : schema.choices) choices.push_back(choice.to_toml());
    rules.push_back("one of " + join_words(choices));
  }
  if (schema.minimum && schema.maximum) {
    rules.push_back(bound_text(*schema.minimum) + " to " + bound_text(*schema.maximum));
  } else if (schema.minimum) {
    rules.push_back("at least " + bound_text(*schema.minimum));
  } else if (schema.maximum) {
    rules.push_back("at most " + bound_text(*schema.maximum));
  }
  if (!schema.env.empty()) rules.push_back("environment variable " + schema.env);
  if (schema.secret) rules.push_back("secret");
  return rules.empty() ? "" : join_words(rules);
}

std::string example_of(const Schema& schema) {
  if (schema.fallback) return schema.fallback->to_toml();
  if (!schema.choices.empty()) return schema.choices.front().to_toml();
  switch (schema.kind.value_or(Kind::text)) {
    case Kind::boolean:
      return "false";
    case Kind::integer:
      return std::to_string(static_cast<std::int64_t>(schema.minimum.value_or(0)));
    case Kind::number:
      return ConfigValue(schema.minimum.value_or(0)).to_toml();
    case Kind::array:
      return "[]";
    case Kind::table:
      return "{}";
    case Kind::text:
      break;
  }
  return "\"\"";
}

void append_keys(std::string& out, const Schema& schema, const std::string& path) {
  for (const auto& [key, property] : schema.properties) {
    const std::string below = path.empty() ? key : path + "." + key;
    if (property.kind == Kind::table && !property.properties.empty()) {
      append_keys(out, property, below);
      continue;
    }
    out += "\n";
    append_comment(out, property.description);
    if (const std::string rules = rules_of(property); !rules.empty()) append_comment(out, "(" + rules + ")");
    const bool required = std::find(schema.required.begin(), schema.required.end(), key) != schema.required.end();
    out += (required ? "" : "# ") + below + " = " + example_of(property) + "\n";
  }
}

}  // namespace

std::string explain_config(const std::vector<ExplainedSection>& sections) {
  std::string out;
  for (const ExplainedSection& section : sections) {
    std::vector<ExplainedLine> lines;
    collect(*section.table, "", lines);
    if (lines.empty()) continue;
    std::size_t width = 0;
    for (const ExplainedLine& line : lines) width = std::max(width, std::min(line.assignment.size(), kTextWidth / 2));
    if (!out.empty()) out += "\n";
    out += section.title + "\n";
    for (const ExplainedLine& line : lines) {
      out += line.assignment;
      out.append(line.assignment.size() < width ? width - line.assignment.size() : 0, ' ');
      out += "  # " + line.origin + "\n";
    }
  }
  return out;
}

std::vector<ExplainedSection> kernel_sections(const ConfigValue& root) {
  std::vector<ExplainedSection> sections;
  for (const auto& entry : root.table()) {
    if (entry.value.is(Kind::table)) sections.push_back({"[" + entry.key + "]", &entry.value});
  }
  return sections;
}

std::string default_config(const std::vector<DefaultsOf>& plugins) {
  const auto kernel = parse_schema(kernel_schema_json());
  assert(kernel.ok() && "the gateway's own schema must be valid");
  std::string out = "# Every key there is, at its default. Remove the # in front of what you change.\n";
  for (const auto& [section, schema] : kernel->properties) {
    if (schema.kind != Kind::table) continue;
    out += "\n";
    append_comment(out, schema.description);
    out += "[" + section + "]\n";
    append_keys(out, schema, "");
  }
  for (const DefaultsOf& plugin : plugins) {
    out += "\n";
    append_comment(out, plugin.summary);
    out += "[[plugin]]\nid = " + ConfigValue(plugin.plugin_id).to_toml() + "\n";
    if (plugin.schema->properties.empty()) continue;
    out += "[plugin.config]\n";
    append_keys(out, *plugin.schema, "");
  }
  return out;
}

}  // namespace wagate
