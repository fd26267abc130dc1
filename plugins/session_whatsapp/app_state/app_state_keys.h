#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/secret.h"

namespace wagate::session_whatsapp {

enum class MutationKind : std::uint8_t { set = 0, remove = 1 };

// The keys one shared key is expanded to, and what is done with them.
class AppStateKeys {
 public:
  static AppStateKeys expand(const Secret<32>& key);

  std::string index_mac(std::string_view index) const;
  // Over IV and ciphertext.
  std::string value_mac(MutationKind kind, std::string_view key_id, std::string_view encrypted) const;
  std::string snapshot_mac(std::string_view hash, std::uint64_t version, std::string_view collection) const;
  std::string patch_mac(std::string_view snapshot_mac, std::string_view value_macs, std::uint64_t version,
                        std::string_view collection) const;

  // IV and ciphertext.
  std::string encrypt(std::string_view plaintext) const;
  std::optional<std::string> decrypt(std::string_view encrypted) const;

 private:
  Secret<32> index_;
  Secret<32> value_;
  Secret<32> value_mac_;
  Secret<32> snapshot_mac_;
  Secret<32> patch_mac_;
};

}  // namespace wagate::session_whatsapp
