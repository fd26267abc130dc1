#include "body.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "percent.h"

namespace wagate::api_rest {

namespace {

// "application/json; charset=utf-8" as "application/json".
std::string media_type(std::string_view content_type) {
  std::string out(content_type.substr(0, content_type.find(';')));
  while (!out.empty() && out.back() == ' ') out.pop_back();
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

int depth_of(std::string_view json) {
  int depth = 0;
  int deepest = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_text) {
      if (c == '\\') ++i;
      else if (c == '"') in_text = false;
    } else if (c == '"') {
      in_text = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return deepest;
}

std::string read_json(std::string_view body, Json& out) {
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return {};
  if (depth_of(body) > kMaxDepth)
    return "The body is nested more than " + std::to_string(kMaxDepth) + " levels deep";
  try {
    out = Json::parse(body);
  } catch (const nlohmann::json::parse_error& error) {
    return "The body is not valid JSON: error at byte " + std::to_string(error.byte);
  } catch (const nlohmann::json::out_of_range&) {  // its text would repeat the number
    return "The body is not valid JSON: it holds a number that is too large";
  }
  if (!out.is_structured()) return "The body is not valid JSON: it must be an object";
  return {};
}

std::string read_form(std::string_view body, Json& out) {
  std::size_t count = 0;
  while (!body.empty()) {
    const std::string_view pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(body.size(), pair.size() + 1));
    if (pair.empty()) continue;
    if (++count > kMaxFields) return "The form has more than " + std::to_string(kMaxFields) + " fields";
    const std::size_t equals = pair.find('=');
    const std::string name = percent_decoded(pair.substr(0, equals), true);
    const std::string value =
        equals == std::string_view::npos ? std::string() : percent_decoded(pair.substr(equals + 1), true);
    if (!out.contains(name)) {
      out[name] = value;
    } else if (out[name].is_array()) {
      out[name].push_back(value);
    } else {
      out[name] = Json::array({out[name], value});
    }
  }
  return {};
}

}  // namespace

std::string read_body(std::string_view content_type, std::string_view body, Json& out) {
  out = Json::object();
  const std::string type = media_type(content_type);
  if (type == "application/json") return read_json(body, out);
  if (type == "application/x-www-form-urlencoded") return read_form(body, out);
  return {};
}

std::string text_at(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_string() ? member->get<std::string>() : std::string();
}

}  // namespace wagate::api_rest
