#pragma once

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>
#include <vector>

#include "wagate/base64.h"

// Signs tokens, as an issuer would.
namespace wagate::auth_jwt::test {

inline std::string base64url(std::string_view bytes) {
  std::string out = base64::encode(bytes);
  for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  while (!out.empty() && out.back() == '=') out.pop_back();
  return out;
}

inline constexpr const char* kSecret = "a-secret-of-more-than-32-characters!";

inline std::string hs256(const std::string& payload, const std::string& header = R"({"alg":"HS256"})",
                         const std::string& secret = kSecret) {
  const std::string signed_part = base64url(header) + "." + base64url(payload);
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), reinterpret_cast<const unsigned char*>(signed_part.data()),
       signed_part.size(), mac, &size);
  return signed_part + "." + base64url({reinterpret_cast<char*>(mac), size});
}

// A key pair of an issuer: RSA or P-256.
class Issuer {
 public:
  static Issuer rsa(unsigned bits = 2048) { return Issuer(EVP_RSA_gen(bits), "RS256"); }
  static Issuer p256() { return Issuer(EVP_EC_gen("P-256"), "ES256"); }

  std::string sign(const std::string& payload, const std::string& kid = "") const {
    const std::string header = R"({"alg":")" + algorithm_ + (kid.empty() ? R"("})" : R"(","kid":")" + kid + R"("})");
    const std::string signed_part = base64url(header) + "." + base64url(payload);
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_.get());
    std::size_t size = 0;
    const auto* text = reinterpret_cast<const unsigned char*>(signed_part.data());
    EVP_DigestSign(context, nullptr, &size, text, signed_part.size());
    std::string signature(size, '\0');
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, text, signed_part.size());
    signature.resize(size);
    EVP_MD_CTX_free(context);
    return signed_part + "." + base64url(algorithm_ == "ES256" ? side_by_side(signature) : signature);
  }

  std::string pem() const {
    BIO* out = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(out, key_.get());
    char* data = nullptr;
    const long size = BIO_get_mem_data(out, &data);
    std::string text(data, static_cast<std::size_t>(size));
    BIO_free_all(out);
    return text;
  }

  std::string jwk(const std::string& kid) const {
    if (algorithm_ == "RS256")
      return R"({"kty":"RSA","kid":")" + kid + R"(","use":"sig","n":")" + base64url(number("n")) + R"(","e":")" +
             base64url(number("e")) + R"("})";
    return R"({"kty":"EC","crv":"P-256","kid":")" + kid + R"(","x":")" + base64url(number("qx", 32)) + R"(","y":")" +
           base64url(number("qy", 32)) + R"("})";
  }

 private:
  Issuer(EVP_PKEY* key, std::string algorithm) : key_(key, EVP_PKEY_free), algorithm_(std::move(algorithm)) {}

  std::string number(const char* name, int width = 0) const {
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key_.get(), name, &value);
    const int size = width != 0 ? width : BN_num_bytes(value);
    std::string out(static_cast<std::size_t>(size), '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char*>(out.data()), size);
    BN_free(value);
    return out;
  }

  static std::string side_by_side(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    std::string out(64, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), reinterpret_cast<unsigned char*>(out.data()), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), reinterpret_cast<unsigned char*>(out.data()) + 32, 32);
    ECDSA_SIG_free(pair);
    return out;
  }

  std::shared_ptr<EVP_PKEY> key_;
  std::string algorithm_;
};

}  // namespace wagate::auth_jwt::test
