#include "json_scan.h"

#include <algorithm>

namespace wagate::archive_sqlite {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// Where the string that begins at `quote` ends: behind its closing quote, or the end of the text.
std::size_t behind_string(std::string_view json, std::size_t quote) {
  for (std::size_t i = quote + 1; i < json.size(); ++i) {
    if (json[i] == '\\') ++i;
    else if (json[i] == '"') return i + 1;
  }
  return json.size();
}

}  // namespace

bool each_element(std::string_view json, const std::function<void(std::string_view element)>& take) {
  json = without_blanks(json);
  if (json.empty()) return false;
  if (json.front() != '[') {
    take(json);
    return true;
  }

  std::size_t depth = 0;
  std::size_t begin = 1;
  for (std::size_t i = 0; i < json.size();) {
    const char c = json[i];
    if (c == '"') {
      i = behind_string(json, i);
      continue;
    }
    if (c == '[' || c == '{') ++depth;
    const bool closes = c == ']' || c == '}';
    if (closes) --depth;
    if ((closes && depth == 0) || (c == ',' && depth == 1)) {
      const std::string_view element = without_blanks(json.substr(begin, i - begin));
      const bool is_empty_array = closes && begin == 1 && element.empty();
      if (!is_empty_array) take(element);
      begin = i + 1;
    }
    ++i;
    if (depth == 0) return i == json.size() && c == ']';
  }
  return false;
}

std::size_t nesting_of(std::string_view json) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  for (std::size_t i = 0; i < json.size();) {
    const char c = json[i];
    if (c == '"') {
      i = behind_string(json, i);
      continue;
    }
    if (c == '[' || c == '{') deepest = std::max(deepest, ++depth);
    if ((c == ']' || c == '}') && depth > 0) --depth;
    ++i;
  }
  return deepest;
}

}  // namespace wagate::archive_sqlite
