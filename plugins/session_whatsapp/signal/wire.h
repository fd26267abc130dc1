#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/curve.h"
#include "crypto/secret.h"

namespace wagate::session_whatsapp {

// The messages of the Signal protocol as they stand in <enc>. Reading checks form and key types; MACs and
// signatures are checked by whoever has the keys.

inline constexpr std::size_t kMaxSignalMessage = 16u << 20;

// "msg"
struct RatchetMessage {
  PublicKey ratchet;
  std::uint32_t counter = 0;
  std::uint32_t previous_counter = 0;
  std::string ciphertext;

  static std::optional<RatchetMessage> read(std::string_view wire);

  // With the MAC that ties it to both identities.
  std::string write(const Secret<32>& mac_key, const PublicKey& sender, const PublicKey& receiver) const;
};

// Whether the MAC at the end of a "msg" is right.
[[nodiscard]] bool mac_is_right(std::string_view wire, const Secret<32>& mac_key, const PublicKey& sender,
                                const PublicKey& receiver);

// "pkmsg"
struct OpeningMessage {
  std::uint32_t registration_id = 0;
  std::optional<std::uint32_t> prekey_id;
  std::uint32_t signed_prekey_id = 0;
  PublicKey base_key;
  PublicKey identity;
  std::string message;  // a "msg"

  static std::optional<OpeningMessage> read(std::string_view wire);
  std::string write() const;
};

// "skmsg"
struct GroupMessage {
  std::uint32_t id = 0;
  std::uint32_t iteration = 0;
  std::string ciphertext;

  static std::optional<GroupMessage> read(std::string_view wire);
  std::string write(const Secret<32>& signing_key) const;
};

[[nodiscard]] bool group_signature_is_right(std::string_view wire, const PublicKey& signer);

// How a sender tells its group key.
struct GroupKeyDistribution {
  std::uint32_t id = 0;
  std::uint32_t iteration = 0;
  Secret<32> chain_key;
  PublicKey signing_key;

  static std::optional<GroupKeyDistribution> read(std::string_view wire);
  std::string write() const;
};

}  // namespace wagate::session_whatsapp
