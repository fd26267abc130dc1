#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>

namespace wagate::auth_jwt {

// A key and the one algorithm it is for. The algorithm is the key's, never the token's: a token cannot
// turn a public key into a shared secret.
class VerifyingKey {
 public:
  // Each throws std::runtime_error with a sentence: which thing is wrong and what it has to be.
  static VerifyingKey hs256(std::string secret, std::string id);
  static VerifyingKey from_pem(const std::string& pem, std::string id);
  static VerifyingKey rs256(std::string_view modulus, std::string_view exponent, std::string id);
  static VerifyingKey es256(std::string_view x, std::string_view y, std::string id);

  const std::string& algorithm() const { return algorithm_; }
  const std::string& id() const { return id_; }  // kid; empty when it has none

  // A short name that gives nothing away, the same for the same key.
  const std::string& fingerprint() const { return fingerprint_; }

  bool verifies(std::string_view signed_part, std::string_view signature) const;

 private:
  VerifyingKey() = default;

  static VerifyingKey from_public_key(std::shared_ptr<EVP_PKEY> key, std::string id);

  std::string algorithm_;
  std::string id_;
  std::string fingerprint_;
  std::string secret_;
  std::shared_ptr<EVP_PKEY> public_key_;
};

}  // namespace wagate::auth_jwt
