#pragma once

#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

// Bytes of a published vector, written as hexadecimal digits; white space is left out.
inline std::string from_hex(std::string_view digits) {
  const auto value = [](char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; };
  std::string out;
  int high = -1;
  for (const char c : digits) {
    if (c == ' ' || c == '\n') continue;
    if (high < 0) {
      high = value(c);
    } else {
      out += static_cast<char>(high << 4 | value(c));
      high = -1;
    }
  }
  return out;
}

inline std::string to_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char byte : bytes) {
    out += kDigits[static_cast<unsigned char>(byte) >> 4];
    out += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return out;
}

}  // namespace wagate::session_whatsapp
