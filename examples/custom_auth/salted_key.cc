#include "salted_key.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace {

constexpr std::size_t kMinSalt = 8;
constexpr std::size_t kMaxSalt = 64;  // bytes

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit(text[i]);
    const int low = digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

}  // namespace

std::optional<SaltedKey> SaltedKey::parse(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto salt = from_hex(text.substr(0, colon));
  const auto hash = from_hex(text.substr(colon + 1));
  SaltedKey key;
  if (!salt || salt->size() < kMinSalt || salt->size() > kMaxSalt) return std::nullopt;
  if (!hash || hash->size() != key.hash_.size()) return std::nullopt;
  key.salt_ = std::move(*salt);
  for (std::size_t i = 0; i < key.hash_.size(); ++i) key.hash_[i] = static_cast<std::uint8_t>((*hash)[i]);
  return key;
}

bool SaltedKey::fits(std::string_view key) const {
  const std::string salted = salt_ + std::string(key);
  std::array<std::uint8_t, 32> hash{};
  unsigned size = 0;
  if (EVP_Digest(salted.data(), salted.size(), hash.data(), &size, EVP_sha256(), nullptr) != 1) return false;
  return size == hash.size() && CRYPTO_memcmp(hash.data(), hash_.data(), hash.size()) == 0;
}

const SaltedKey& SaltedKey::nobody() {
  static const SaltedKey key = [] {
    SaltedKey made;
    made.salt_ = std::string(16, '\0');
    return made;  // no key is known whose hash is all zeros
  }();
  return key;
}
