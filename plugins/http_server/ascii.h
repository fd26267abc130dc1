#pragma once

#include <string_view>

namespace wagate::http_server {

// ASCII only, whatever the locale: HTTP compares names and tokens so (RFC 9110, section 5.1).
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

constexpr bool equals_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower(a[i]) != lower(b[i])) return false;
  return true;
}

}  // namespace wagate::http_server
