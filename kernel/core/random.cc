#include "kernel/core/random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>

namespace wagate {
namespace {

std::string uuid_text(const char (&digits)[17]) {
  unsigned char bytes[16];
  fill_random(bytes, sizeof(bytes));
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);  // version 4
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);  // RFC 4122 variant
  std::string text;
  text.reserve(36);
  for (int i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += digits[bytes[i] >> 4];
    text += digits[bytes[i] & 0x0F];
  }
  return text;
}

}  // namespace

void fill_random(void* out, std::size_t size) {
  auto* bytes = static_cast<unsigned char*>(out);
  while (size > 0) {
    const ssize_t got = getrandom(bytes, size, 0);
    if (got < 0) {
      if (errno == EINTR) continue;
      std::abort();  // a gateway that hands out guessable tokens must not run
    }
    bytes += got;
    size -= static_cast<std::size_t>(got);
  }
}

std::uint64_t random_u64() {
  std::uint64_t value = 0;
  fill_random(&value, sizeof(value));
  return value;
}

std::string random_uuid() { return uuid_text("0123456789abcdef"); }

std::string random_token() { return uuid_text("0123456789ABCDEF"); }

}  // namespace wagate
