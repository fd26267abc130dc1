#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "kernel/config/did_you_mean.h"
#include "kernel/config/schema.h"

namespace wagate {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMaxDepth = 16;

struct SchemaError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw SchemaError((path.empty() ? "" : path + ": ") + what);
}

ConfigValue value_of(const Json& json, const std::string& path) {
  switch (json.type()) {
    case Json::value_t::boolean:
      return ConfigValue(json.get<bool>());
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return ConfigValue(json.get<std::int64_t>());
    case Json::value_t::number_float:
      return ConfigValue(json.get<double>());
    case Json::value_t::string:
      return ConfigValue(json.get<std::string>());
    case Json::value_t::array: {
      ConfigValue::Array elements;
      for (const Json& element : json) elements.push_back(value_of(element, path));
      return ConfigValue(std::move(elements));
    }
    case Json::value_t::object: {
      ConfigValue table;
      for (const auto& [key, element] : json.items()) table.set(key, value_of(element, path));
      return table;
    }
    default:
      refuse(path, "null is not a value that TOML can hold");
  }
}

ConfigValue::Kind kind_of(const Json& json, const std::string& path) {
  if (!json.is_string()) refuse(path, "\"type\" must be one name");
  const auto name = json.get<std::string>();
  if (name == "boolean") return ConfigValue::Kind::boolean;
  if (name == "integer") return ConfigValue::Kind::integer;
  if (name == "number") return ConfigValue::Kind::number;
  if (name == "string") return ConfigValue::Kind::text;
  if (name == "array") return ConfigValue::Kind::array;
  if (name == "object") return ConfigValue::Kind::table;
  refuse(path, "unknown type \"" + name + "\"");
}

std::string text_of(const Json& json, const std::string& path, const std::string& keyword) {
  if (!json.is_string()) refuse(path, "\"" + keyword + "\" must be a text");
  return json.get<std::string>();
}

bool truth_of(const Json& json, const std::string& path, const std::string& keyword) {
  if (!json.is_boolean()) refuse(path, "\"" + keyword + "\" must be true or false");
  return json.get<bool>();
}

double number_of(const Json& json, const std::string& path, const std::string& keyword) {
  if (!json.is_number()) refuse(path, "\"" + keyword + "\" must be a number");
  return json.get<double>();
}

std::uint64_t count_of(const Json& json, const std::string& path, const std::string& keyword) {
  if (!json.is_number_unsigned()) refuse(path, "\"" + keyword + "\" must be a whole number, 0 or more");
  return json.get<std::uint64_t>();
}

std::string below(const std::string& path, const std::string& step) { return path.empty() ? step : path + "." + step; }

Schema schema_of(const Json& json, const std::string& path, int depth);

void read_properties(Schema& schema, const Json& json, const std::string& path, int depth) {
  if (!json.is_object()) refuse(path, "\"properties\" must be an object");
  for (const auto& [key, property] : json.items()) {
    schema.properties.emplace_back(key, schema_of(property, below(path, "properties." + key), depth + 1));
  }
}

void read_required(Schema& schema, const Json& json, const std::string& path) {
  if (!json.is_array()) refuse(path, "\"required\" must be a list of keys");
  for (const Json& key : json) schema.required.push_back(text_of(key, path, "required"));
}

void read_additional(Schema& schema, const Json& json, const std::string& path, int depth) {
  if (json.is_boolean()) {
    schema.additional_allowed = json.get<bool>();
  } else {
    schema.additional = std::make_unique<Schema>(schema_of(json, below(path, "additionalProperties"), depth + 1));
  }
}

void read_choices(Schema& schema, const Json& json, const std::string& path) {
  if (!json.is_array() || json.empty()) refuse(path, "\"enum\" must be a list of values");
  for (const Json& choice : json) schema.choices.push_back(value_of(choice, path));
}

bool read_keyword(Schema& schema, const std::string& keyword, const Json& json, const std::string& path, int depth) {
  if (keyword == "type")
    schema.kind = kind_of(json, path);
  else if (keyword == "description")
    schema.description = text_of(json, path, keyword);
  else if (keyword == "default")
    schema.fallback = value_of(json, path);
  else if (keyword == "env")
    schema.env = text_of(json, path, keyword);
  else if (keyword == "enabled_env")
    schema.enabled_env = text_of(json, path, keyword);
  else if (keyword == "secret")
    schema.secret = truth_of(json, path, keyword);
  else if (keyword == "properties")
    read_properties(schema, json, path, depth);
  else if (keyword == "required")
    read_required(schema, json, path);
  else if (keyword == "additionalProperties")
    read_additional(schema, json, path, depth);
  else if (keyword == "items")
    schema.items = std::make_unique<Schema>(schema_of(json, below(path, "items"), depth + 1));
  else if (keyword == "enum")
    read_choices(schema, json, path);
  else if (keyword == "minimum")
    schema.minimum = number_of(json, path, keyword);
  else if (keyword == "maximum")
    schema.maximum = number_of(json, path, keyword);
  else if (keyword == "minLength")
    schema.min_length = count_of(json, path, keyword);
  else if (keyword == "maxLength")
    schema.max_length = count_of(json, path, keyword);
  else if (keyword == "minItems")
    schema.min_items = count_of(json, path, keyword);
  else if (keyword == "maxItems")
    schema.max_items = count_of(json, path, keyword);
  else if (keyword == "pattern")
    schema.pattern = text_of(json, path, keyword);
  else
    return keyword == "$schema" || keyword == "$id" || keyword == "$comment" || keyword == "title" ||
           keyword == "examples";  // for people and editors
  return true;
}

Schema schema_of(const Json& json, const std::string& path, int depth) {
  static const std::vector<std::string> kKeywords = {"type",       "description", "default",
                                                     "env",        "enabled_env", "secret",
                                                     "properties", "required",    "additionalProperties",
                                                     "items",      "enum",        "minimum",
                                                     "maximum",    "minLength",   "maxLength",
                                                     "minItems",   "maxItems",    "pattern"};
  if (!json.is_object()) refuse(path, "a schema must be an object");
  if (depth > kMaxDepth) refuse(path, "nested deeper than 16 levels");
  Schema schema;
  for (const auto& [keyword, value] : json.items()) {
    if (!read_keyword(schema, keyword, value, path, depth)) {
      refuse(path, "unknown keyword \"" + keyword + "\"; " + did_you_mean(keyword, kKeywords, "known keywords"));
    }
  }
  if (!schema.env.empty() && (schema.kind == ConfigValue::Kind::table || !schema.kind)) {
    refuse(path, "\"env\" needs a type that one environment variable can hold");
  }
  if (!schema.enabled_env.empty() && !path.empty()) refuse(path, "\"enabled_env\" belongs to the whole, not to a key");
  for (const std::string& key : schema.required) {
    if (!schema.property(key)) refuse(path, "\"" + key + "\" is required but not a property");
  }
  return schema;
}

}  // namespace

const Schema* Schema::property(std::string_view key) const {
  const auto found =
      std::find_if(properties.begin(), properties.end(), [key](const auto& entry) { return entry.first == key; });
  return found == properties.end() ? nullptr : &found->second;
}

Result<Schema> parse_schema(std::string_view json) {
  try {
    Schema schema = schema_of(Json::parse(json), "", 0);
    if (schema.kind && schema.kind != ConfigValue::Kind::table) refuse("", "the whole must be of type \"object\"");
    return schema;
  } catch (const Json::exception& failure) {
    return Status(abi::StatusCode::invalid_argument, std::string("not JSON: ") + failure.what());
  } catch (const SchemaError& failure) {
    return Status(abi::StatusCode::invalid_argument, failure.what());
  }
}

}  // namespace wagate
