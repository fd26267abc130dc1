#include "jwk_reader.h"

#include <optional>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include "wagate/base64.h"

namespace wagate::auth_jwt {

namespace {

constexpr std::size_t kMaxKeySetBytes = 1 << 20;
constexpr std::size_t kMaxKeys = 64;

std::string member(const nlohmann::json& key, const char* name) {
  const auto found = key.find(name);
  return found != key.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string bytes_member(const nlohmann::json& key, const char* name) {
  const auto bytes = base64::decode(member(key, name));
  if (!bytes || bytes->empty()) throw std::runtime_error("its member \"" + std::string(name) + "\" is missing or no base64url");
  return *bytes;
}

bool has_algorithm(const nlohmann::json& key, std::string_view ours) {
  const std::string algorithm = member(key, "alg");
  return algorithm.empty() || algorithm == ours;
}

std::optional<VerifyingKey> read_key(const nlohmann::json& key) {
  if (const std::string use = member(key, "use"); !use.empty() && use != "sig") return std::nullopt;
  const std::string type = member(key, "kty");
  const std::string id = member(key, "kid");
  if (type == "RSA" && has_algorithm(key, "RS256")) return VerifyingKey::rs256(bytes_member(key, "n"), bytes_member(key, "e"), id);
  if (type == "EC" && member(key, "crv") == "P-256" && has_algorithm(key, "ES256"))
    return VerifyingKey::es256(bytes_member(key, "x"), bytes_member(key, "y"), id);
  if (type == "oct" && has_algorithm(key, "HS256")) return VerifyingKey::hs256(bytes_member(key, "k"), id);
  return std::nullopt;
}

}  // namespace

std::vector<VerifyingKey> read_key_set(std::string_view text) {
  if (text.size() > kMaxKeySetBytes) throw std::runtime_error("it is longer than a megabyte");
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("keys") || !json.at("keys").is_array())
    throw std::runtime_error("it is no key set; it has to be an object with a list \"keys\"");
  if (json.at("keys").size() > kMaxKeys) throw std::runtime_error("it has more than " + std::to_string(kMaxKeys) + " keys");
  std::vector<VerifyingKey> out;
  std::size_t number = 0;
  for (const auto& key : json.at("keys")) {
    ++number;
    if (!key.is_object()) continue;
    try {
      if (auto read = read_key(key)) out.push_back(std::move(*read));
    } catch (const std::exception& failure) {
      throw std::runtime_error("its key number " + std::to_string(number) + " is broken: " + failure.what());
    }
  }
  if (out.empty()) throw std::runtime_error("it has no key for RS256, ES256 (P-256) or HS256");
  return out;
}

}  // namespace wagate::auth_jwt
