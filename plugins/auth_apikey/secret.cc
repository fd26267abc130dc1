#include "secret.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "wagate/plugin.h"

namespace wagate::auth_apikey {

namespace {

void fill_random(unsigned char* out, int size) {
  if (RAND_bytes(out, size) != 1)
    throw PluginError("the system gives no random numbers, so keys can be neither made nor compared safely");
}

}  // namespace

Secret::Secret(std::string_view text) {
  fill_random(hash_key_.data(), static_cast<int>(hash_key_.size()));
  digest_ = digest_of(text);
}

bool Secret::matches(std::string_view guess) const {
  const Digest other = digest_of(guess);
  return CRYPTO_memcmp(other.data(), digest_.data(), digest_.size()) == 0;
}

Secret::Digest Secret::digest_of(std::string_view text) const {
  Digest out;
  unsigned size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (!HMAC(EVP_sha256(), hash_key_.data(), static_cast<int>(hash_key_.size()), bytes, text.size(), out.data(), &size))
    throw PluginError("the cryptographic library cannot compute SHA-256, so no key can be checked");
  return out;
}

std::string random_key() {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";  // 5 bits each
  unsigned char bytes[32];
  fill_random(bytes, sizeof bytes);
  std::string key;
  for (unsigned char byte : bytes) key += kAlphabet[byte & 31];
  return key;
}

}  // namespace wagate::auth_apikey
