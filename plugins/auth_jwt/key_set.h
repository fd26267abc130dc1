#pragma once

#include <string>
#include <vector>

#include "token.h"
#include "verifying_key.h"
#include "wagate/plugin.h"

namespace wagate::auth_jwt {

// The keys that tokens may be signed with. Immutable.
class KeySet {
 public:
  // Of the configuration: secret, public_key_file, jwks_file. Throws PluginError when a file cannot be
  // read or used, and when there is no key at all.
  static KeySet read(const ConfigReader& config);

  explicit KeySet(std::vector<VerifyingKey> keys) : keys_(std::move(keys)) {}

  // The key that the token is signed with; null when it is signed with none of them. `reason` says why
  // in words for the log.
  const VerifyingKey* find_signer(const Token& token, std::string& reason) const;

  std::vector<std::string> fingerprints() const;

 private:
  std::vector<VerifyingKey> keys_;
};

}  // namespace wagate::auth_jwt
