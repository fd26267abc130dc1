#include "key_set.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "jwk_reader.h"

namespace wagate::auth_jwt {

namespace {

std::string read_key_file(const std::string& name, const char* key) {
  std::ifstream file(name, std::ios::binary);
  if (!file) throw PluginError(std::string(key) + ": cannot read " + name + ": " + std::strerror(errno));
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

KeySet KeySet::read(const ConfigReader& config) {
  std::vector<VerifyingKey> keys;
  try {
    if (const std::string secret = config.text("secret"); !secret.empty()) keys.push_back(VerifyingKey::hs256(secret, ""));
  } catch (const std::runtime_error& failure) {
    throw PluginError(std::string("secret: ") + failure.what());
  }
  if (const std::string name = config.text("public_key_file"); !name.empty()) {
    const std::string pem = read_key_file(name, "public_key_file");
    try {
      keys.push_back(VerifyingKey::from_pem(pem, ""));
    } catch (const std::runtime_error& failure) {
      throw PluginError("public_key_file: " + name + ": " + failure.what());
    }
  }
  if (const std::string name = config.text("jwks_file"); !name.empty()) {
    const std::string json = read_key_file(name, "jwks_file");
    try {
      for (VerifyingKey& key : read_key_set(json)) keys.push_back(std::move(key));
    } catch (const std::runtime_error& failure) {
      throw PluginError("jwks_file: " + name + ": " + failure.what());
    }
  }
  if (keys.empty()) throw PluginError("there is no key to check tokens with; set secret, public_key_file or jwks_file");
  return KeySet(std::move(keys));
}

const VerifyingKey* KeySet::find_signer(const Token& token, std::string& reason) const {
  bool any = false;
  for (const VerifyingKey& key : keys_) {
    if (key.algorithm() != token.algorithm) continue;
    if (!token.key_id.empty() && !key.id().empty() && token.key_id != key.id()) continue;
    any = true;
    if (key.verifies(token.signed_part, token.signature)) return &key;
  }
  reason = any ? "the signature of the token is wrong" : "no key fits the token's alg and kid";
  return nullptr;
}

std::vector<std::string> KeySet::fingerprints() const {
  std::vector<std::string> out;
  for (const VerifyingKey& key : keys_) out.push_back(key.fingerprint());
  return out;
}

}  // namespace wagate::auth_jwt
