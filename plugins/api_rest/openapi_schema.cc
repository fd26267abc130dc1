#include "openapi_schema.h"

#include <limits>

namespace wagate::api_rest {

namespace {

const char* schema_type(Type type) {
  switch (type) {
    case Type::text: return "string";
    case Type::boolean: return "boolean";
    case Type::integer: return "integer";
    case Type::number: return "number";
    case Type::object: return "object";
    case Type::array: return "array";
    case Type::any: break;
  }
  return nullptr;
}

void write_choices(JsonWriter& json, const Rule& rule) {
  if (rule.one_of.empty() && rule.one_of_numbers.empty()) return;
  json.key("enum").begin_array();
  for (const char* text : rule.one_of) json.value(text);
  for (const char* text : rule.also) json.value(text);
  for (const std::int64_t number : rule.one_of_numbers) json.value(number);
  json.end_array();
}

void write_limits(JsonWriter& json, const Rule& rule) {
  using Integer = std::numeric_limits<std::int64_t>;
  if (rule.pattern) json.field("pattern", rule.pattern->expression);
  if (rule.min_length > 0) json.field("minLength", std::uint64_t{rule.min_length});
  if (rule.at_least != Integer::min()) json.field("minimum", rule.at_least);
  if (rule.at_most != Integer::max()) json.field("maximum", rule.at_most);
  if (rule.min_items > 0) json.field("minItems", std::uint64_t{rule.min_items});
  if (rule.max_items != std::numeric_limits<std::size_t>::max()) json.field("maxItems", std::uint64_t{rule.max_items});
  if (rule.unique) json.field("uniqueItems", true);
}

void write_members(JsonWriter& json, std::span<const Rule> rules, bool with_file);

void write_rule(JsonWriter& json, const Rule& rule) {
  json.begin_object();
  if (const char* type = schema_type(rule.type)) json.field("type", type);
  if (rule.about) json.field("description", rule.about);
  write_choices(json, rule);
  write_limits(json, rule);
  if (rule.items) {
    json.key("items");
    write_rule(json, *rule.items);
  }
  if (!rule.members.empty()) write_members(json, rule.members, /*with_file=*/false);
  json.end_object();
}

void write_members(JsonWriter& json, std::span<const Rule> rules, bool with_file) {
  json.key("properties").begin_object();
  if (with_file)
    json.key("file").begin_object().field("type", "string").field("contentMediaType", "application/octet-stream")
        .field("description", "The file, in place of its base64 text or address.").end_object();
  bool any_required = false;
  for (const Rule& rule : rules) {
    json.key(rule.name);
    write_rule(json, rule);
    any_required = any_required || rule.required;
  }
  json.end_object();
  if (!any_required) return;
  json.key("required").begin_array();
  for (const Rule& rule : rules)
    if (rule.required) json.value(rule.name);
  json.end_array();
}

}  // namespace

void write_schema(JsonWriter& json, std::span<const Rule> rules, bool with_file) {
  json.begin_object().field("type", "object");
  write_members(json, rules, with_file);
  json.end_object();
}

}  // namespace wagate::api_rest
