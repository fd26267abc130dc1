#pragma once

#include <cstdint>
#include <string_view>

namespace wagate {

// SipHash-2-4 with a key of its own: a hash whose collisions an attacker cannot prepare. For tables
// that are looked up with what clients send, above all tokens.
class SipHash {
 public:
  SipHash();  // with a random key
  constexpr SipHash(std::uint64_t key0, std::uint64_t key1) : key0_(key0), key1_(key1) {}

  std::uint64_t operator()(std::string_view bytes) const;

 private:
  std::uint64_t key0_;
  std::uint64_t key1_;
};

}  // namespace wagate
