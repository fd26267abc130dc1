#include "kernel/core/siphash.h"

#include <bit>
#include <cstddef>

#include "kernel/core/random.h"

namespace wagate {
namespace {

struct State {
  std::uint64_t v0, v1, v2, v3;

  void round() {
    v0 += v1; v1 = std::rotl(v1, 13); v1 ^= v0; v0 = std::rotl(v0, 32);
    v2 += v3; v3 = std::rotl(v3, 16); v3 ^= v2;
    v0 += v3; v3 = std::rotl(v3, 21); v3 ^= v0;
    v2 += v1; v1 = std::rotl(v1, 17); v1 ^= v2; v2 = std::rotl(v2, 32);
  }

  void absorb(std::uint64_t word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
};

std::uint64_t little_endian(const char* bytes, std::size_t count) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < count; ++i) word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return word;
}

}  // namespace

SipHash::SipHash() : SipHash(random_u64(), random_u64()) {}

std::uint64_t SipHash::operator()(std::string_view bytes) const {
  State state{key0_ ^ 0x736f6d6570736575ull, key1_ ^ 0x646f72616e646f6dull, key0_ ^ 0x6c7967656e657261ull,
              key1_ ^ 0x7465646279746573ull};
  const std::size_t whole = bytes.size() / 8 * 8;
  for (std::size_t i = 0; i < whole; i += 8) state.absorb(little_endian(bytes.data() + i, 8));
  const std::uint64_t tail = little_endian(bytes.data() + whole, bytes.size() - whole);
  state.absorb(tail | (std::uint64_t{bytes.size()} << 56));
  state.v2 ^= 0xFF;
  for (int i = 0; i < 4; ++i) state.round();
  return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

}  // namespace wagate
