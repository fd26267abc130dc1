#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

// Letters, digits and blanks of ASCII, whatever the locale says.

constexpr char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
// As HTML has it.
constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

inline std::string lowered_ascii(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower_ascii);
  return out;
}

// `wanted` is lower case.
inline bool is_ascii_word(std::string_view text, std::string_view wanted) {
  return text.size() == wanted.size() &&
         std::equal(text.begin(), text.end(), wanted.begin(), [](char a, char b) { return lower_ascii(a) == b; });
}
inline bool begins_with_word(std::string_view text, std::string_view wanted) {
  return is_ascii_word(text.substr(0, wanted.size()), wanted);
}

}  // namespace wagate::session_whatsapp
