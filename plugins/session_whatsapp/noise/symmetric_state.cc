#include "noise/symmetric_state.h"

#include "crypto/hash.h"
#include "crypto/key_derivation.h"
#include "noise/transport_cipher.h"

namespace wagate::session_whatsapp {
namespace {

// Exactly 32 bytes, so it is the first hash and key as it stands.
constexpr std::string_view kPattern("Noise_XX_25519_AESGCM_SHA256\0\0\0\0", 32);

}  // namespace

SymmetricState::SymmetricState()
    : hash_(*Digest::from(kPattern)), chaining_key_(*Secret<32>::from(kPattern)), cipher_(chaining_key_) {}

void SymmetricState::authenticate(std::string_view bytes) { hash_ = sha256({hash_.view(), bytes}); }

void SymmetricState::mix(const Secret<32>& shared) {
  const Secret<64> keys = hkdf<64>(shared.expose(), chaining_key_.expose(), {});
  chaining_key_ = keys.part<32>(0);
  cipher_ = AesGcm(keys.part<32>(32));
  counter_ = 0;
}

std::string SymmetricState::seal(std::string_view plaintext) {
  std::string sealed;
  cipher_.seal(noise_nonce(counter_++), hash_.view(), plaintext, sealed);
  authenticate(sealed);
  return sealed;
}

std::optional<std::string> SymmetricState::open(std::string_view sealed) {
  std::string plaintext;
  if (!cipher_.open(noise_nonce(counter_), hash_.view(), sealed, plaintext)) return std::nullopt;
  ++counter_;
  authenticate(sealed);
  return plaintext;
}

SymmetricState::Keys SymmetricState::split() const {
  const Secret<64> keys = hkdf<64>({}, chaining_key_.expose(), {});
  return {keys.part<32>(0), keys.part<32>(32)};
}

}  // namespace wagate::session_whatsapp
