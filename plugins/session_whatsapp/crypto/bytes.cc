#include "crypto/bytes.h"

#include <sodium.h>

namespace wagate::session_whatsapp {

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(as_octets(a), as_octets(b), a.size()) == 0;
}

void append_big_endian(std::string& out, std::uint64_t number, std::size_t width) {
  for (std::size_t i = width; i > 0; --i) {
    const std::size_t place = i - 1;
    out += place < 8 ? static_cast<char>(number >> (8 * place) & 0xFF) : '\0';
  }
}

std::uint64_t read_big_endian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace wagate::session_whatsapp
