#include "crypto/field25519.h"

#include <array>
#include <cstdint>
#include <cstring>

namespace wagate::session_whatsapp {
namespace {

__extension__ using Wide = unsigned __int128;

// A number modulo p = 2^255 - 19 as five digits of 51 bits, not necessarily smaller than p.
using Field = std::array<std::uint64_t, 5>;

constexpr std::uint64_t kDigit = (std::uint64_t{1} << 51) - 1;

std::uint64_t load_little_endian(const unsigned char* bytes) {
  std::uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | bytes[i];
  return value;
}

Field from_bytes(const unsigned char* bytes) {
  return {load_little_endian(bytes) & kDigit, load_little_endian(bytes + 6) >> 3 & kDigit,
          load_little_endian(bytes + 12) >> 6 & kDigit, load_little_endian(bytes + 19) >> 1 & kDigit,
          load_little_endian(bytes + 24) >> 12 & kDigit};
}

// Makes every digit at most 51 bits and a little.
void carry(Field& x) {
  for (int i = 0; i < 4; ++i) {
    x[static_cast<std::size_t>(i) + 1] += x[static_cast<std::size_t>(i)] >> 51;
    x[static_cast<std::size_t>(i)] &= kDigit;
  }
  x[0] += 19 * (x[4] >> 51);
  x[4] &= kDigit;
}

Field multiply(const Field& a, const Field& b) {
  const auto product = [](std::uint64_t x, std::uint64_t y) { return static_cast<Wide>(x) * y; };
  const std::uint64_t b1 = 19 * b[1];
  const std::uint64_t b2 = 19 * b[2];
  const std::uint64_t b3 = 19 * b[3];
  const std::uint64_t b4 = 19 * b[4];
  Wide t[5] = {
      product(a[0], b[0]) + product(a[1], b4) + product(a[2], b3) + product(a[3], b2) + product(a[4], b1),
      product(a[0], b[1]) + product(a[1], b[0]) + product(a[2], b4) + product(a[3], b3) + product(a[4], b2),
      product(a[0], b[2]) + product(a[1], b[1]) + product(a[2], b[0]) + product(a[3], b4) + product(a[4], b3),
      product(a[0], b[3]) + product(a[1], b[2]) + product(a[2], b[1]) + product(a[3], b[0]) + product(a[4], b4),
      product(a[0], b[4]) + product(a[1], b[3]) + product(a[2], b[2]) + product(a[3], b[1]) + product(a[4], b[0]),
  };
  Field out{};
  for (std::size_t i = 0; i < 5; ++i) {
    if (i < 4) t[i + 1] += t[i] >> 51;
    out[i] = static_cast<std::uint64_t>(t[i]) & kDigit;
  }
  const Wide overflow = (t[4] >> 51) * 19 + out[0];
  out[0] = static_cast<std::uint64_t>(overflow) & kDigit;
  out[1] += static_cast<std::uint64_t>(overflow >> 51);
  return out;
}

// x to the power of p - 2 = 2^255 - 21, which is 1 / x: bits 254 to 5 are ones, then 01011.
Field invert(const Field& x) {
  Field power = x;
  for (int bit = 253; bit >= 0; --bit) {
    power = multiply(power, power);
    if (bit != 2 && bit != 4) power = multiply(power, x);
  }
  return power;
}

// The one representation below p.
ByteArray<32> to_bytes(Field x) {
  carry(x);
  carry(x);
  // x is below 2^255 + 2^13 now: adding 19 overflows 2^255 exactly when x >= p.
  std::uint64_t over = (x[0] + 19) >> 51;
  for (std::size_t i = 1; i < 5; ++i) over = (x[i] + over) >> 51;
  x[0] += 19 * over;
  for (std::size_t i = 0; i < 4; ++i) {
    x[i + 1] += x[i] >> 51;
    x[i] &= kDigit;
  }
  x[4] &= kDigit;

  ByteArray<32> out;
  for (std::size_t i = 0; i < 255; ++i) {
    const std::uint64_t bit = x[i / 51] >> (i % 51) & 1;
    out.data()[i / 8] = static_cast<unsigned char>(out.data()[i / 8] | bit << (i % 8));
  }
  return out;
}

}  // namespace

ByteArray<32> edwards_y_of(const unsigned char* u_bytes) {
  unsigned char padded[32];
  std::memcpy(padded, u_bytes, 32);
  padded[31] &= 127;
  const Field u = from_bytes(padded);

  Field below = u;  // u - 1, written as u + (2p - 1) so that no digit goes below zero
  below[0] += 2 * (kDigit - 18) - 1;
  for (std::size_t i = 1; i < 5; ++i) below[i] += 2 * kDigit;
  carry(below);
  Field above = u;
  above[0] += 1;

  return to_bytes(multiply(below, invert(above)));
}

}  // namespace wagate::session_whatsapp
