#include "crypto/hash.h"

#include <openssl/evp.h>

#include "crypto/openssl.h"
#include "crypto/sodium_library.h"

namespace wagate::session_whatsapp {

Digest sha256(Pieces message) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  for (const std::string_view piece : message) crypto_hash_sha256_update(&state, as_octets(piece), piece.size());
  Digest out;
  crypto_hash_sha256_final(&state, out.data());
  return out;
}

Digest64 sha512(Pieces message) {
  crypto_hash_sha512_state state;
  crypto_hash_sha512_init(&state);
  for (const std::string_view piece : message) crypto_hash_sha512_update(&state, as_octets(piece), piece.size());
  Digest64 out;
  crypto_hash_sha512_final(&state, out.data());
  wipe(&state, sizeof(state));
  return out;
}

ByteArray<16> md5(std::string_view message) {
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "MD5", nullptr);
  ByteArray<16> out;
  must(algorithm != nullptr && EVP_Digest(message.data(), message.size(), out.data(), nullptr, algorithm, nullptr) == 1);
  return out;
}

Secret<32> hmac_sha256(std::string_view key, Pieces message) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, as_octets(key), key.size());
  for (const std::string_view piece : message) crypto_auth_hmacsha256_update(&state, as_octets(piece), piece.size());
  Secret<32> out;
  crypto_auth_hmacsha256_final(&state, out.data());
  wipe(&state, sizeof(state));
  return out;
}

Secret<64> hmac_sha512(std::string_view key, Pieces message) {
  crypto_auth_hmacsha512_state state;
  crypto_auth_hmacsha512_init(&state, as_octets(key), key.size());
  for (const std::string_view piece : message) crypto_auth_hmacsha512_update(&state, as_octets(piece), piece.size());
  Secret<64> out;
  crypto_auth_hmacsha512_final(&state, out.data());
  wipe(&state, sizeof(state));
  return out;
}

void Sha256Stream::Free::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }

// OpenSSL here and not libsodium: for files the processor's own SHA instructions are worth the allocation.
Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  must(context_ && algorithm && EVP_DigestInit_ex2(context_.get(), algorithm, nullptr) == 1);
}

Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;
Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::update(std::string_view piece) {
  must(EVP_DigestUpdate(context_.get(), piece.data(), piece.size()) == 1);
}

Digest Sha256Stream::finish() {
  Digest out;
  must(EVP_DigestFinal_ex(context_.get(), out.data(), nullptr) == 1);
  return out;
}

HmacSha256Stream::HmacSha256Stream(const Secret<32>& key) {
  Secret<64> inner_pad;
  Secret<64> outer_pad;
  for (std::size_t i = 0; i < 64; ++i) {
    const unsigned char byte = i < key.size() ? key.data()[i] : 0;
    inner_pad.data()[i] = byte ^ 0x36;
    outer_pad.data()[i] = byte ^ 0x5C;
  }
  inner_.update(inner_pad.expose());
  outer_.update(outer_pad.expose());
}

Digest HmacSha256Stream::finish() {
  outer_.update(inner_.finish().view());
  return outer_.finish();
}

}  // namespace wagate::session_whatsapp
