#include "member_span.h"

namespace wagate::transport_webhook {
namespace {

std::size_t skip_blank(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) ++at;
  return at;
}

// Behind the closing quote of the string that begins at `at`.
std::optional<std::size_t> end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') ++at;
    else if (text[at] == '"') return at + 1;
  }
  return std::nullopt;
}

// Behind the value that begins at `at`. Brackets are only counted: the text comes from our own kernel.
std::optional<std::size_t> end_of_value(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      const auto end = end_of_string(text, at);
      if (!end) return std::nullopt;
      at = *end;
      if (depth == 0) return at;
      continue;
    }
    if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return at;  // of the object around a number, true, false or null
      if (--depth == 0) return at + 1;
    } else if (depth == 0 && (c == ',' || c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
      return at;
    }
    ++at;
  }
  return depth == 0 ? std::optional(at) : std::nullopt;
}

}  // namespace

std::optional<std::string_view> member(std::string_view object, std::string_view name) {
  std::size_t at = skip_blank(object, 0);
  if (at >= object.size() || object[at] != '{') return std::nullopt;
  at = skip_blank(object, at + 1);
  while (at < object.size() && object[at] == '"') {
    const auto key_end = end_of_string(object, at);
    if (!key_end) return std::nullopt;
    const std::string_view key = object.substr(at + 1, *key_end - at - 2);
    at = skip_blank(object, *key_end);
    if (at >= object.size() || object[at] != ':') return std::nullopt;
    at = skip_blank(object, at + 1);
    const auto value_end = end_of_value(object, at);
    if (!value_end || *value_end == at) return std::nullopt;
    if (key == name) return object.substr(at, *value_end - at);
    at = skip_blank(object, *value_end);
    if (at >= object.size() || object[at] != ',') return std::nullopt;
    at = skip_blank(object, at + 1);
  }
  return std::nullopt;
}

std::string_view plain_text(std::string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') return {};
  value = value.substr(1, value.size() - 2);
  return value.find('\\') == std::string_view::npos ? value : std::string_view();
}

}  // namespace wagate::transport_webhook
