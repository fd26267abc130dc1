#include "crypto/curve.h"

#include "crypto/random.h"
#include "crypto/sodium_library.h"

namespace wagate::session_whatsapp {

namespace {

constexpr char kKeyType = 0x05;

}  // namespace

std::optional<PublicKey> PublicKey::from_raw(std::string_view bytes) {
  const auto array = ByteArray<32>::from(bytes);
  if (!array) return std::nullopt;
  PublicKey key;
  key.bytes_ = *array;
  return key;
}

std::optional<PublicKey> PublicKey::from_wire(std::string_view bytes) {
  if (bytes.size() != 33 || bytes.front() != kKeyType) return std::nullopt;
  return from_raw(bytes.substr(1));
}

std::optional<PublicKey> PublicKey::from_either(std::string_view bytes) {
  return bytes.size() == 33 ? from_wire(bytes) : from_raw(bytes);
}

PublicKey public_key_of(const Secret<32>& secret) {
  start_sodium();
  PublicKey key;
  crypto_scalarmult_curve25519_base(key.bytes_.data(), secret.data());
  return key;
}

KeyPair KeyPair::generate() {
  KeyPair pair;
  fill_random(pair.secret.data(), pair.secret.size());
  pair.secret.data()[0] &= 248;
  pair.secret.data()[31] &= 127;
  pair.secret.data()[31] |= 64;
  pair.pub = public_key_of(pair.secret);
  return pair;
}

KeyPair KeyPair::from_secret(const Secret<32>& secret) { return {secret, public_key_of(secret)}; }

std::optional<Secret<32>> agree(const Secret<32>& secret, const PublicKey& other) {
  start_sodium();
  Secret<32> shared;
  if (crypto_scalarmult_curve25519(shared.data(), secret.data(), other.data()) != 0) return std::nullopt;
  return shared;
}

}  // namespace wagate::session_whatsapp
