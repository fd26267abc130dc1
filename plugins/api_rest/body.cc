#include "body.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "multipart.h"
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

// A repeated field is a list.
void add_field(Json& out, const std::string& name, std::string value) {
  if (!out.contains(name)) out[name] = std::move(value);
  else if (out[name].is_array()) out[name].push_back(std::move(value));
  else out[name] = Json::array({out[name], std::move(value)});
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
    add_field(out, name, value);
  }
  return {};
}

// Numbers as JavaScript reads them in a form, without the odd spellings.
bool read_number(std::string_view text, Json& out) {
  if (text.empty() || text.size() > 32) return false;
  if (text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) return false;
  Json number = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!number.is_number()) return false;
  out = std::move(number);
  return true;
}

bool read_structure(const std::string& text, bool wants_array, Json& out) {
  if (depth_of(text) > kMaxDepth) return false;
  Json structure = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (wants_array ? !structure.is_array() : !structure.is_object()) return false;
  out = std::move(structure);
  return true;
}

void fit(const Rule& rule, Json& value) {
  if (value.is_string()) {
    const std::string text = value.get<std::string>();
    switch (rule.type) {
      case Type::boolean:
        if (text == "true" || text == "false") value = text == "true";
        break;
      case Type::integer:
      case Type::number: read_number(text, value); break;
      case Type::object: read_structure(text, /*wants_array=*/false, value); break;
      case Type::array:
        if (!read_structure(text, /*wants_array=*/true, value)) value = Json::array({text});
        break;
      case Type::text:
      case Type::any: break;
    }
  }
  if (rule.type == Type::array && value.is_array() && rule.items)
    for (Json& item : value)
      if (item.is_string()) fit(*rule.items, item);
}

}  // namespace

std::string read_body(std::string_view content_type, std::string_view body, Json& out) {
  out = Json::object();
  const std::string type = media_type(content_type);
  if (type == "application/json") return read_json(body, out);
  if (type == "application/x-www-form-urlencoded") return read_form(body, out);
  return {};
}

std::string read_upload(std::string_view content_type, std::string_view body, Json& out, Upload& file) {
  out = Json::object();
  file = {};
  std::vector<FormPart> parts;
  if (std::string wrong = read_multipart(content_type, body, parts); !wrong.empty()) return wrong;
  for (FormPart& part : parts) {
    if (!part.is_file) {
      add_field(out, part.name, std::string(part.data));
      continue;
    }
    if (part.name != "file") return "The file of the form must be in the field \"file\"";
    if (file.is_there()) return "The form holds more than one file";
    file = {part.data, std::move(part.content_type), std::move(part.file_name)};
  }
  return {};
}

bool has_text_fields(std::string_view content_type) {
  return is_multipart(content_type) || media_type(content_type) == "application/x-www-form-urlencoded";
}

void fit_texts(std::span<const Rule> rules, Json& form) {
  for (const Rule& rule : rules)
    if (const auto field = form.find(rule.name); field != form.end()) fit(rule, *field);
}

std::string to_text(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string text_at(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_string() ? member->get<std::string>() : std::string();
}

}  // namespace wagate::api_rest
