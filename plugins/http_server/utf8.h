#pragma once

#include <cstdint>
#include <string_view>

namespace wagate::http_server {

// Checks UTF-8 piece by piece, so that a fragmented message need not be scanned twice. Refuses
// overlong forms, surrogates and everything above U+10FFFF.
class Utf8Validator {
 public:
  // Returns false at the first byte that cannot continue well-formed text.
  [[nodiscard]] bool feed(std::string_view bytes);

  // Whether the text so far ends with a whole character.
  [[nodiscard]] bool is_complete() const { return needed_ == 0; }

 private:
  std::uint8_t needed_ = 0;  // continuation bytes still to come
  std::uint8_t low_ = 0x80;  // bounds of the next one
  std::uint8_t high_ = 0xBF;
};

[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace wagate::http_server
