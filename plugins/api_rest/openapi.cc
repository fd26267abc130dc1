#include "openapi.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <vector>

#include "openapi_schema.h"

namespace wagate::api_rest {

namespace {

constexpr char kDescription[] =
    "The REST interface of Evolution API 2.3, as this gateway speaks it. The key travels in the header apikey: the "
    "global key opens every route, the token of an instance those of that instance.";

// "/message/sendText/{instance}" belongs to "message", "/" to "server".
std::string family_of(std::string_view pattern) {
  pattern.remove_prefix(1);
  const std::string_view first = pattern.substr(0, pattern.find('/'));
  const bool is_alone = first.size() == pattern.size();
  return first.empty() || is_alone ? "server" : std::string(first);
}

// POST /message/sendText/{instance} is "postMessageSendText".
std::string operation_id(std::string_view method, std::string_view pattern) {
  std::string out;
  for (const char c : method) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  bool upper = true;
  for (const char c : pattern.substr(0, pattern.find("/{"))) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) {
      upper = true;
      continue;
    }
    out += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    upper = false;
  }
  return out;
}

std::vector<std::string_view> words_of(std::string_view methods) {
  std::vector<std::string_view> out;
  while (!methods.empty()) {
    out.push_back(methods.substr(0, methods.find(' ')));
    methods.remove_prefix(std::min(methods.size(), out.back().size() + 1));
  }
  return out;
}

const char* whose_key(KeyRule key) {
  switch (key) {
    case KeyRule::none: return "No key is needed.";
    case KeyRule::any: return "Any valid key; it shows what that key sees.";
    case KeyRule::administrator: return "The global key.";
    case KeyRule::instance: return "The global key, or the token of the instance.";
  }
  return "";
}

const char* refusal_schema(Refusal refusal) {
  switch (refusal) {
    case Refusal::texts: return "#/components/schemas/Violations";
    case Refusal::properties: return "#/components/schemas/PropertyViolations";
    case Refusal::flat: return "#/components/schemas/FlatViolations";
    case Refusal::detailed: return "#/components/schemas/DetailedError";
  }
  return "#/components/schemas/Error";
}

// Writes the names in braces of a pattern.
void write_path_parameters(JsonWriter& json, std::string_view pattern) {
  for (std::size_t at = pattern.find('{'); at != std::string_view::npos; at = pattern.find('{', at + 1)) {
    const std::string_view name = pattern.substr(at + 1, pattern.find('}', at) - at - 1);
    json.begin_object().field("name", name).field("in", "path").field("required", true);
    if (name == "instance") json.field("description", "The name of the instance.");
    json.key("schema").begin_object().field("type", "string").end_object().end_object();
  }
}

void write_parameters(JsonWriter& json, const Route& route) {
  const std::string_view pattern = route.pattern;
  if (pattern.find('{') == std::string_view::npos && route.query.empty()) return;
  json.key("parameters").begin_array();
  write_path_parameters(json, pattern);
  for (const QueryField& field : route.query)
    json.begin_object().field("name", field.name).field("in", "query").field("required", field.required)
        .field("description", field.about).key("schema").begin_object().field("type", "string").end_object()
        .end_object();
  json.end_array();
}

void write_body(JsonWriter& json, const Route& route) {
  // A body that is prepared from the query may be missing; with GET it always comes from there.
  if (route.rules.empty() || std::string_view(route.methods) == "GET") return;
  json.key("requestBody").begin_object().field("required", !route.prepare).key("content").begin_object();
  json.key("application/json").begin_object().key("schema");
  write_schema(json, route.rules);
  json.end_object();
  if (route.takes_file) {
    json.key("multipart/form-data").begin_object().key("schema");
    write_schema(json, route.rules, /*with_file=*/true);
    json.end_object();
  }
  json.end_object().end_object();
}

void write_answer(JsonWriter& json, std::string_view status, const char* description, const char* schema) {
  json.key(status).begin_object().field("description", description);
  json.key("content").begin_object().key("application/json").begin_object().key("schema").begin_object();
  if (schema) json.field("$ref", schema);
  json.end_object().end_object().end_object().end_object();
}

void write_reference(JsonWriter& json, std::string_view status, const char* response) {
  json.key(status).begin_object().field("$ref", std::string("#/components/responses/") + response).end_object();
}

void write_responses(JsonWriter& json, const Route& route) {
  json.key("responses").begin_object();
  write_answer(json, std::to_string(route.success), "It was done.", nullptr);
  if (!route.rules.empty()) {
    json.key("400").begin_object().field("description", "The request does not fit, or cannot be done.");
    json.key("content").begin_object().key("application/json").begin_object().key("schema").begin_object();
    json.key("anyOf").begin_array();
    for (const char* schema : {refusal_schema(route.refusal), "#/components/schemas/Error"})
      json.begin_object().field("$ref", schema).end_object();
    json.end_array().end_object().end_object().end_object().end_object();
  }
  if (route.key != KeyRule::none) write_reference(json, "401", "Unauthorized");
  if (route.key == KeyRule::instance) write_reference(json, "404", "NoInstance");
  write_reference(json, "default", "Failure");
  json.end_object();
}

void write_operation(JsonWriter& json, std::string_view method, const Route& route) {
  std::string verb;
  for (const char c : method) verb += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  json.key(verb).begin_object().field("operationId", operation_id(method, route.pattern));
  json.key("tags").begin_array().value(family_of(route.pattern)).end_array();
  json.field("summary", route.summary).field("description", whose_key(route.key));
  if (route.key == KeyRule::none) json.key("security").begin_array().end_array();
  write_parameters(json, route);
  write_body(json, route);
  write_responses(json, route);
  json.end_object();
}

// Routes of one path stand together.
void write_paths(JsonWriter& json, const std::vector<const Route*>& shown, const std::map<std::string, std::string>& others) {
  json.key("paths").begin_object();
  for (auto first = shown.begin(); first != shown.end(); ++first) {
    const auto is_same_path = [&](const Route* other) {
      return std::string_view(other->pattern) == (*first)->pattern;
    };
    if (std::find_if(shown.begin(), first, is_same_path) != first) continue;
    json.key((*first)->pattern).begin_object();
    for (auto other = first; other != shown.end(); ++other)
      if (is_same_path(*other))
        for (const std::string_view method : words_of((*other)->methods)) write_operation(json, method, **other);
    json.end_object();
  }
  for (const auto& [path, description] : others) {
    const auto is_own = [&path = path](const Route* route) { return path == route->pattern; };
    if (std::none_of(shown.begin(), shown.end(), is_own)) json.field_raw(path, description);
  }
  json.end_object();
}

void write_tags(JsonWriter& json, const std::vector<const Route*>& shown) {
  std::vector<std::string> families;
  for (const Route* route : shown)
    if (std::string family = family_of(route->pattern);
        std::find(families.begin(), families.end(), family) == families.end())
      families.push_back(std::move(family));
  json.key("tags").begin_array();
  for (const std::string& family : families) json.begin_object().field("name", family).end_object();
  json.end_array();
}

// The shapes in which something is refused.
constexpr char kComponents[] = R"json({
"securitySchemes":{"apikey":{"type":"apiKey","in":"header","name":"apikey"}},
"schemas":{
"Error":{"type":"object","required":["status","error","response"],"properties":{
"status":{"type":"integer"},"error":{"type":"string"},
"response":{"type":"object","properties":{"message":{"anyOf":[{"type":"string"},{"type":"array"}]}}}}},
"Violations":{"type":"object","required":["status","error","response"],"properties":{
"status":{"const":400},"error":{"const":"Bad Request"},
"response":{"type":"object","properties":{
"message":{"type":"array","items":{"type":"array","items":{"type":"string"}}}}}}},
"PropertyViolations":{"type":"object","required":["status","error","response"],"properties":{
"status":{"const":400},"error":{"const":"Bad Request"},
"response":{"type":"object","properties":{"message":{"type":"array","items":{"type":"object","properties":{
"property":{"type":"string"},"message":{"type":"string"}}}}}}}},
"FlatViolations":{"type":"object","required":["status","error","message"],"properties":{
"status":{"const":400},"error":{"const":"Bad Request"},
"message":{"type":"array","items":{"type":"array","items":{"type":"string"}}}}},
"DetailedError":{"type":"object","required":["status","error","message"],"properties":{
"status":{"type":"integer"},"error":{"type":"string"},"message":{"type":"string"},"details":{"type":"object"},
"timestamp":{"type":"string","format":"date-time"}}}},
"responses":{
"Unauthorized":{"description":"No valid key, or the token of another instance.","content":{"application/json":{
"schema":{"$ref":"#/components/schemas/Error"},
"example":{"status":401,"error":"Unauthorized","response":{"message":"Unauthorized"}}}}},
"NoInstance":{"description":"There is no such instance.","content":{"application/json":{
"schema":{"$ref":"#/components/schemas/Error"},
"example":{"status":404,"error":"Not Found","response":{"message":["The \"shop-01\" instance does not exist"]}}}}},
"Failure":{"description":"It could not be done.","content":{"application/json":{
"schema":{"$ref":"#/components/schemas/Error"}}}}}
})json";

}  // namespace

std::string write_openapi(std::span<const Route> routes, const std::map<std::string, std::string>& others,
                          std::string_view version) {
  std::vector<const Route*> shown;
  for (const Route& route : routes)
    if (*route.summary) shown.push_back(&route);

  std::string out;
  JsonWriter json(out);
  json.begin_object().field("openapi", "3.1.0");
  json.key("info").begin_object().field("title", "wagate").field("version", version)
      .field("description", kDescription).end_object();
  json.key("servers").begin_array().begin_object().field("url", ".").end_object().end_array();
  json.key("security").begin_array().begin_object().key("apikey").begin_array().end_array().end_object().end_array();
  write_tags(json, shown);
  write_paths(json, shown, others);
  json.field_raw("components", kComponents).end_object();
  return out;
}

}  // namespace wagate::api_rest
