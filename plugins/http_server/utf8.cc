#include "utf8.h"

#include <cstring>

namespace wagate::http_server {

bool Utf8Validator::feed(std::string_view bytes) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto* const end = at + bytes.size();
  while (at < end) {
    if (needed_ > 0) {
      if (*at < low_ || *at > high_) return false;
      ++at;
      --needed_;
      low_ = 0x80;
      high_ = 0xBF;
      continue;
    }
    while (end - at >= 8) {
      std::uint64_t word;
      std::memcpy(&word, at, sizeof(word));
      if (word & 0x8080808080808080ull) break;
      at += 8;
    }
    if (at == end) break;
    const unsigned char lead = *at++;
    if (lead < 0x80) continue;
    if (lead >= 0xC2 && lead <= 0xDF) {
      needed_ = 1;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      needed_ = 2;
      if (lead == 0xE0) low_ = 0xA0;   // shorter forms exist
      if (lead == 0xED) high_ = 0x9F;  // surrogates
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      needed_ = 3;
      if (lead == 0xF0) low_ = 0x90;
      if (lead == 0xF4) high_ = 0x8F;  // above U+10FFFF
    } else {
      return false;
    }
  }
  return true;
}

bool is_utf8(std::string_view text) {
  Utf8Validator validator;
  return validator.feed(text) && validator.is_complete();
}

}  // namespace wagate::http_server
