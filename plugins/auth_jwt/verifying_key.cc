#include "verifying_key.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <stdexcept>
#include <utility>

namespace wagate::auth_jwt {

namespace {

constexpr std::size_t kMinSecretBytes = 32;  // RFC 7518, 3.2
constexpr int kMinRsaBits = 2048;            // RFC 7518, 3.3
constexpr std::size_t kCoordinateBytes = 32;

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* object) const noexcept {
    kFree(object);
  }
};
template <typename T, auto kFree>
using Handle = std::unique_ptr<T, Free<kFree>>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string hex_digest(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr);
  std::string out;
  for (unsigned int i = 0; i < 6; ++i) {
    constexpr char kHex[] = "0123456789abcdef";
    out += kHex[digest[i] >> 4];
    out += kHex[digest[i] & 15];
  }
  return out;
}

std::shared_ptr<EVP_PKEY> key_of_parameters(const char* type, OSSL_PARAM* parameters) {
  const Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) <= 0 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters) <= 0)
    throw std::runtime_error("the numbers of the key make no valid key");
  return {key, EVP_PKEY_free};
}

// R and S as a DER sequence, which is what OpenSSL reads; tokens have them side by side (RFC 7518, 3.4).
std::string der_signature(std::string_view signature) {
  if (signature.size() != 2 * kCoordinateBytes) return {};
  const Handle<ECDSA_SIG, ECDSA_SIG_free> pair(ECDSA_SIG_new());
  BIGNUM* r = BN_bin2bn(bytes_of(signature), kCoordinateBytes, nullptr);
  BIGNUM* s = BN_bin2bn(bytes_of(signature) + kCoordinateBytes, kCoordinateBytes, nullptr);
  if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    return {};
  }
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return {};
  std::string out(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return out;
}

}  // namespace

VerifyingKey VerifyingKey::hs256(std::string secret, std::string id) {
  if (secret.size() < kMinSecretBytes)
    throw std::runtime_error("the shared secret has " + std::to_string(secret.size()) + " characters; HS256 needs at least 32");
  VerifyingKey out;
  out.algorithm_ = "HS256";
  out.id_ = std::move(id);
  out.fingerprint_ = hex_digest("wagate jwt key fingerprint" + secret);
  out.secret_ = std::move(secret);
  return out;
}

VerifyingKey VerifyingKey::from_public_key(std::shared_ptr<EVP_PKEY> key, std::string id) {
  VerifyingKey out;
  if (EVP_PKEY_is_a(key.get(), "RSA")) {
    if (EVP_PKEY_get_bits(key.get()) < kMinRsaBits)
      throw std::runtime_error("the RSA key has " + std::to_string(EVP_PKEY_get_bits(key.get())) + " bits; RS256 needs at least 2048");
    out.algorithm_ = "RS256";
  } else if (EVP_PKEY_is_a(key.get(), "EC") && EVP_PKEY_get_bits(key.get()) == 256) {
    char curve[64] = {};
    std::size_t size = 0;
    EVP_PKEY_get_group_name(key.get(), curve, sizeof(curve), &size);
    if (std::string_view(curve, size) != "prime256v1")
      throw std::runtime_error("the key is on the curve " + std::string(curve, size) + "; ES256 needs P-256");
    out.algorithm_ = "ES256";
  } else {
    throw std::runtime_error("the key is neither RSA nor P-256");
  }
  unsigned char* der = nullptr;
  const int der_size = i2d_PUBKEY(key.get(), &der);
  if (der_size <= 0) throw std::runtime_error("the key cannot be written down");
  out.fingerprint_ = hex_digest({reinterpret_cast<char*>(der), static_cast<std::size_t>(der_size)});
  OPENSSL_free(der);
  out.id_ = std::move(id);
  out.public_key_ = std::move(key);
  return out;
}

VerifyingKey VerifyingKey::from_pem(const std::string& pem, std::string id) {
  const Handle<BIO, BIO_free_all> text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  EVP_PKEY* key = text ? PEM_read_bio_PUBKEY(text.get(), nullptr, nullptr, nullptr) : nullptr;
  if (!key) throw std::runtime_error("there is no public key in it; it has to begin with -----BEGIN PUBLIC KEY-----");
  return from_public_key({key, EVP_PKEY_free}, std::move(id));
}

VerifyingKey VerifyingKey::rs256(std::string_view modulus, std::string_view exponent, std::string id) {
  const Handle<BIGNUM, BN_free> n(BN_bin2bn(bytes_of(modulus), static_cast<int>(modulus.size()), nullptr));
  const Handle<BIGNUM, BN_free> e(BN_bin2bn(bytes_of(exponent), static_cast<int>(exponent.size()), nullptr));
  const Handle<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder || !OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) ||
      !OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()))
    throw std::runtime_error("the numbers of the key make no valid key");
  const Handle<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  return from_public_key(key_of_parameters("RSA", parameters.get()), std::move(id));
}

VerifyingKey VerifyingKey::es256(std::string_view x, std::string_view y, std::string id) {
  if (x.size() != kCoordinateBytes || y.size() != kCoordinateBytes)
    throw std::runtime_error("a coordinate of a P-256 key has 32 bytes");
  std::string point = "\x04";
  point.append(x).append(y);
  char curve[] = "prime256v1";
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end(),
  };
  return from_public_key(key_of_parameters("EC", parameters), std::move(id));
}

bool VerifyingKey::verifies(std::string_view signed_part, std::string_view signature) const {
  if (!public_key_) {
    unsigned char expected[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()), bytes_of(signed_part), signed_part.size(), expected, &size);
    return signature.size() == size && CRYPTO_memcmp(expected, signature.data(), size) == 0;
  }
  const std::string der = algorithm_ == "ES256" ? der_signature(signature) : std::string(signature);
  if (der.empty()) return false;
  const Handle<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, public_key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(der), der.size(), bytes_of(signed_part), signed_part.size()) == 1;
}

}  // namespace wagate::auth_jwt
