#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

// A fixed number of bytes that are no secret: hashes, signatures, public keys.
//
// Byte strings of any length are std::string here and views of them std::string_view, because that is what
// protobuf, SQLite and stanzas hold. This type is for those whose length is part of what they are.
template <std::size_t N>
class ByteArray {
 public:
  static constexpr std::size_t kSize = N;

  ByteArray() = default;

  // Nothing when `bytes` has another length.
  static std::optional<ByteArray> from(std::string_view bytes) {
    if (bytes.size() != N) return std::nullopt;
    ByteArray out;
    std::memcpy(out.bytes_.data(), bytes.data(), N);
    return out;
  }

  std::string_view view() const { return {reinterpret_cast<const char*>(bytes_.data()), N}; }
  std::string str() const { return std::string(view()); }
  unsigned char* data() { return bytes_.data(); }
  const unsigned char* data() const { return bytes_.data(); }
  static constexpr std::size_t size() { return N; }

  friend bool operator==(const ByteArray&, const ByteArray&) = default;

 private:
  std::array<unsigned char, N> bytes_{};
};

using Digest = ByteArray<32>;     // SHA-256, HMAC-SHA-256
using Digest64 = ByteArray<64>;   // SHA-512, HMAC-SHA-512
using Signature = ByteArray<64>;  // XEdDSA

// Never null: C libraries may not be given a null pointer, not even for no bytes.
inline const unsigned char* as_octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.empty() ? "" : bytes.data());
}

inline unsigned char* as_octets(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

// Whether both are the same, in a time that depends on their lengths only. For MACs and other values an
// attacker may guess at.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

// Appends the last `width` bytes of `number`, most significant first.
void append_big_endian(std::string& out, std::uint64_t number, std::size_t width);

// `bytes` read most significant first; at most 8 of them.
std::uint64_t read_big_endian(std::string_view bytes);

}  // namespace wagate::session_whatsapp
