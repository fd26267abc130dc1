#include "kernel/config/config_value.h"

#include <algorithm>
#include <charconv>

#include "wagate/json_writer.h"

namespace wagate {
namespace {

std::string number_text(double number) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof(digits), number).ptr;
  std::string text(digits, end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";  // stays a float when read again
  return text;
}

void write_json(std::string& out, const ConfigValue& value) {
  switch (value.kind()) {
    case ConfigValue::Kind::boolean: out += value.boolean() ? "true" : "false"; break;
    case ConfigValue::Kind::integer: out += std::to_string(value.integer()); break;
    case ConfigValue::Kind::number: out += number_text(value.number()); break;
    case ConfigValue::Kind::text: JsonWriter::append_quoted(out, value.text()); break;
    case ConfigValue::Kind::array: {
      const char* separator = "[";
      for (const ConfigValue& element : value.array()) {
        out += separator;
        write_json(out, element);
        separator = ",";
      }
      out += value.array().empty() ? "[]" : "]";
      break;
    }
    case ConfigValue::Kind::table: {
      const char* separator = "{";
      for (const auto& entry : value.table()) {
        out += separator;
        JsonWriter::append_quoted(out, entry.key);
        out += ':';
        write_json(out, entry.value);
        separator = ",";
      }
      out += value.table().empty() ? "{}" : "}";
      break;
    }
  }
}

bool is_bare_key(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

void write_toml(std::string& out, const ConfigValue& value) {
  if (value.hidden()) {
    out += "\"***\"";
    return;
  }
  switch (value.kind()) {
    case ConfigValue::Kind::boolean:
    case ConfigValue::Kind::integer:
    case ConfigValue::Kind::number:
    case ConfigValue::Kind::text: write_json(out, value); break;  // TOML's basic strings are JSON's
    case ConfigValue::Kind::array: {
      out += '[';
      bool first = true;
      for (const ConfigValue& element : value.array()) {
        if (!first) out += ", ";
        first = false;
        write_toml(out, element);
      }
      out += ']';
      break;
    }
    case ConfigValue::Kind::table: {
      out += '{';
      bool first = true;
      for (const auto& entry : value.table()) {
        out += first ? " " : ", ";
        first = false;
        if (is_bare_key(entry.key)) out += entry.key;
        else JsonWriter::append_quoted(out, entry.key);
        out += " = ";
        write_toml(out, entry.value);
      }
      out += first ? "}" : " }";
      break;
    }
  }
}

}  // namespace

ConfigValue::ConfigValue(Array array) : content_(std::move(array)) {}
ConfigValue::ConfigValue(Table table) : content_(std::move(table)) {}

double ConfigValue::number() const {
  return is(Kind::integer) ? static_cast<double>(integer()) : std::get<double>(content_);
}

const ConfigValue* ConfigValue::find(std::string_view key) const {
  if (!is(Kind::table)) return nullptr;
  for (const Entry& entry : table()) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

ConfigValue* ConfigValue::find(std::string_view key) {
  return const_cast<ConfigValue*>(std::as_const(*this).find(key));
}

const ConfigValue* ConfigValue::at(std::string_view path) const {
  const ConfigValue* here = this;
  while (here && !path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    const std::string_view step = path.substr(0, dot);
    path.remove_prefix(std::min(dot + 1, path.size()));
    if (here->is(Kind::array)) {
      std::size_t index = 0;
      const auto parsed = std::from_chars(step.data(), step.data() + step.size(), index);
      const bool number = parsed.ec == std::errc() && parsed.ptr == step.data() + step.size();
      here = number && index < here->array().size() ? &here->array()[index] : nullptr;
    } else {
      here = here->find(step);
    }
  }
  return here;
}

ConfigValue& ConfigValue::set(std::string key, ConfigValue value) {
  if (ConfigValue* there = find(key)) {
    *there = std::move(value);
    return *there;
  }
  ConfigOrigin origin = value.origin();
  table().push_back({std::move(key), std::move(origin), std::move(value)});
  return table().back().value;
}

std::string ConfigValue::to_json() const {
  std::string out;
  write_json(out, *this);
  return out;
}

std::string ConfigValue::to_toml() const {
  std::string out;
  write_toml(out, *this);
  return out;
}

bool operator==(const ConfigValue& a, const ConfigValue& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case ConfigValue::Kind::boolean: return a.boolean() == b.boolean();
    case ConfigValue::Kind::integer: return a.integer() == b.integer();
    case ConfigValue::Kind::number: return a.number() == b.number();
    case ConfigValue::Kind::text: return a.text() == b.text();
    case ConfigValue::Kind::array: return a.array() == b.array();
    case ConfigValue::Kind::table:
      return std::equal(a.table().begin(), a.table().end(), b.table().begin(), b.table().end(),
                        [](const auto& x, const auto& y) { return x.key == y.key && x.value == y.value; });
  }
  return false;
}

std::string_view kind_name(ConfigValue::Kind kind) {
  switch (kind) {
    case ConfigValue::Kind::boolean: return "true or false";
    case ConfigValue::Kind::integer: return "a whole number";
    case ConfigValue::Kind::number: return "a number";
    case ConfigValue::Kind::text: return "a text";
    case ConfigValue::Kind::array: return "a list";
    case ConfigValue::Kind::table: return "a table";
  }
  return "a value";
}

std::string describe(const ConfigOrigin& origin) {
  switch (origin.layer) {
    case ConfigOrigin::Layer::defaults: return "default";
    case ConfigOrigin::Layer::file: return origin.source->path + ":" + std::to_string(origin.line);
    case ConfigOrigin::Layer::dotenv:
      return origin.source->path + ":" + std::to_string(origin.line) + " (" + origin.variable + ")";
    case ConfigOrigin::Layer::environment: return "environment variable " + origin.variable;
  }
  return "unknown";
}

}  // namespace wagate
