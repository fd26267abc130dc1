#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/curve.h"
#include "crypto/secret.h"

namespace wagate::session_whatsapp {

// One device of one account, as the records of the Signal protocol are filed. Never sent. The name tells
// numbers and hidden ids apart: signal_address() in message/ makes it from a JID.
struct SignalAddress {
  std::string name;
  std::uint32_t device = 0;

  friend auto operator<=>(const SignalAddress&, const SignalAddress&) = default;
};

// What the Signal protocol reads and writes, inside one transaction of the session's store: all of it is on
// the disk when that commits, or nothing is. Records are opaque bytes here.
class SignalStore {
 public:
  virtual const KeyPair& identity() = 0;
  virtual std::uint32_t registration_id() = 0;

  // Empty when there is none.
  virtual SecretBytes load_session(const SignalAddress& address) = 0;
  virtual void store_session(const SignalAddress& address, const SecretBytes& record) = 0;
  virtual void remove_session(const SignalAddress& address) = 0;

  virtual std::optional<PublicKey> load_identity(const SignalAddress& address) = 0;
  virtual void store_identity(const SignalAddress& address, const PublicKey& key) = 0;

  virtual std::optional<KeyPair> load_prekey(std::uint32_t id) = 0;
  virtual void remove_prekey(std::uint32_t id) = 0;
  virtual std::optional<KeyPair> load_signed_prekey(std::uint32_t id) = 0;

  // Keyed by group and sender. Empty when there is none.
  virtual SecretBytes load_sender_key(std::string_view group, const SignalAddress& sender) = 0;
  virtual void store_sender_key(std::string_view group, const SignalAddress& sender, const SecretBytes& record) = 0;

 protected:
  ~SignalStore() = default;
};

}  // namespace wagate::session_whatsapp
