#include <cstring>

#include "crypto/curve.h"
#include "crypto/field25519.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "crypto/sodium_library.h"

namespace wagate::session_whatsapp {
namespace {

constexpr unsigned char kSignBit = 0x80;

// Keeps the hash that makes the nonce apart from every other use of SHA-512: no encoded point begins so.
std::string_view nonce_label() {
  static constexpr unsigned char kLabel[32] = {0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                               0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                               0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
  return {reinterpret_cast<const char*>(kLabel), sizeof(kLabel)};
}

Secret<32> reduce(const Digest64& wide) {
  Secret<32> scalar;
  crypto_core_ed25519_scalar_reduce(scalar.data(), wide.data());
  return scalar;
}

}  // namespace

// Every step on a secret is one of libsodium's constant-time operations.
Signature xeddsa_sign(const Secret<32>& secret, std::string_view message) {
  start_sodium();
  Secret<32> a = secret;
  a.data()[0] &= 248;
  a.data()[31] &= 127;
  a.data()[31] |= 64;
  ByteArray<32> a_point;
  crypto_scalarmult_ed25519_base_noclamp(a_point.data(), a.data());

  const Secret<64> salt = random_secret<64>();
  Digest64 nonce_hash = sha512({nonce_label(), a.expose(), message, salt.expose()});
  const Secret<32> r = reduce(nonce_hash);
  wipe(nonce_hash.data(), nonce_hash.size());
  ByteArray<32> r_point;
  crypto_scalarmult_ed25519_base_noclamp(r_point.data(), r.data());

  const Secret<32> h = reduce(sha512({r_point.view(), a_point.view(), message}));
  Secret<32> product;
  crypto_core_ed25519_scalar_mul(product.data(), h.data(), a.data());

  Signature out;
  std::memcpy(out.data(), r_point.data(), 32);
  crypto_core_ed25519_scalar_add(out.data() + 32, r.data(), product.data());
  out.data()[63] = static_cast<unsigned char>(out.data()[63] | (a_point.data()[31] & kSignBit));
  return out;
}

bool xeddsa_verify(const PublicKey& signer, std::string_view message, std::string_view signature) {
  start_sodium();
  auto plain = Signature::from(signature);
  if (!plain) return false;
  ByteArray<32> point = edwards_y_of(signer.data());
  point.data()[31] = static_cast<unsigned char>(point.data()[31] | (plain->data()[63] & kSignBit));
  plain->data()[63] &= static_cast<unsigned char>(~kSignBit);
  return crypto_sign_verify_detached(plain->data(), as_octets(message), message.size(), point.data()) == 0;
}

}  // namespace wagate::session_whatsapp
