#pragma once

#include <string_view>

#include "crypto/secret.h"

namespace wagate::session_whatsapp {

// HKDF with HMAC-SHA-256 (RFC 5869) into `size` bytes at `out`; at most 255 * 32. An empty salt is the
// same as 32 zero bytes.
void derive_keys(std::string_view input, std::string_view salt, std::string_view info, unsigned char* out,
                 std::size_t size);

template <std::size_t N>
Secret<N> hkdf(std::string_view input, std::string_view salt, std::string_view info) {
  static_assert(N <= 255 * 32);
  Secret<N> out;
  derive_keys(input, salt, info, out.data(), N);
  return out;
}

// PBKDF2 with HMAC-SHA-256 (RFC 8018). Slow on purpose: with the 131072 rounds of a pairing code some 50 ms.
Secret<32> pbkdf2_sha256(std::string_view password, std::string_view salt, unsigned rounds);

}  // namespace wagate::session_whatsapp
