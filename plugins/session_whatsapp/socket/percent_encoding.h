#pragma once

#include <string>
#include <string_view>

#include "socket/ascii.h"

namespace wagate::session_whatsapp {

// What no part of a URL gives a meaning to (RFC 3986, section 2.3).
constexpr bool is_unreserved(char c) {
  return is_ascii_letter(c) || is_ascii_digit(c) || c == '-' || c == '_' || c == '.' || c == '~';
}

// Every byte for which `is_plain` is false as "%2F".
template <typename IsPlain>
std::string percent_encoded(std::string_view text, IsPlain is_plain) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_plain(c)) {
      out += c;
    } else {
      out += '%';
      out += kDigits[static_cast<unsigned char>(c) >> 4];
      out += kDigits[static_cast<unsigned char>(c) & 15];
    }
  }
  return out;
}

}  // namespace wagate::session_whatsapp
