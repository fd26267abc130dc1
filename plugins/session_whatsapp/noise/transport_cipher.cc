#include "noise/transport_cipher.h"

namespace wagate::session_whatsapp {

AesGcm::Nonce noise_nonce(std::uint32_t counter) {
  AesGcm::Nonce nonce;
  for (std::size_t i = 0; i < 4; ++i) nonce.data()[8 + i] = static_cast<unsigned char>(counter >> (24 - 8 * i));
  return nonce;
}

std::optional<std::string> TransportCipher::seal(std::string_view plaintext) {
  if (is_used_up()) return std::nullopt;
  std::string sealed;
  sealed.reserve(plaintext.size() + AesGcm::kTagSize);
  cipher_.seal(noise_nonce(static_cast<std::uint32_t>(counter_++)), {}, plaintext, sealed);
  return sealed;
}

std::optional<std::string> TransportCipher::open(std::string_view sealed) {
  std::string plaintext;
  if (is_used_up() || !cipher_.open(noise_nonce(static_cast<std::uint32_t>(counter_)), {}, sealed, plaintext))
    return std::nullopt;
  ++counter_;
  return plaintext;
}

}  // namespace wagate::session_whatsapp
