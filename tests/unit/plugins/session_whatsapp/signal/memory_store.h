#pragma once

#include <map>
#include <string>
#include <utility>

#include "crypto/random.h"
#include "signal/session_cipher.h"
#include "signal/signal_store.h"

namespace wagate::session_whatsapp {

// One device: a store in memory with keys of its own. Public members, because tests look inside.
class MemoryStore final : public SignalStore {
 public:
  MemoryStore() {
    for (std::uint32_t id = 1; id <= 3; ++id) prekeys[id] = KeyPair::generate();
  }

  // What this device would publish, with one of its one-time prekeys or none (0).
  PreKeyBundle bundle(std::uint32_t prekey_id) const {
    PreKeyBundle out;
    out.registration_id = 4711;
    out.identity = own.pub;
    out.signed_prekey_id = 9;
    out.signed_prekey = signed_prekey.pub;
    out.signed_prekey_signature = xeddsa_sign(own.secret, signed_prekey.pub.wire());
    if (prekey_id != 0) out.prekey = PreKeyBundle::OneTime{prekey_id, prekeys.at(prekey_id).pub};
    return out;
  }

  const KeyPair& identity() override { return own; }
  std::uint32_t registration_id() override { return 4711; }

  SecretBytes load_session(const SignalAddress& address) override { return sessions[address]; }
  void store_session(const SignalAddress& address, const SecretBytes& record) override { sessions[address] = record; }
  void remove_session(const SignalAddress& address) override { sessions.erase(address); }

  std::optional<PublicKey> load_identity(const SignalAddress& address) override {
    const auto found = identities.find(address);
    return found == identities.end() ? std::nullopt : std::optional(found->second);
  }
  void store_identity(const SignalAddress& address, const PublicKey& key) override { identities[address] = key; }

  std::optional<KeyPair> load_prekey(std::uint32_t id) override {
    const auto found = prekeys.find(id);
    return found == prekeys.end() ? std::nullopt : std::optional(found->second);
  }
  void remove_prekey(std::uint32_t id) override { prekeys.erase(id); }
  std::optional<KeyPair> load_signed_prekey(std::uint32_t id) override {
    return id == 9 ? std::optional(signed_prekey) : std::nullopt;
  }

  SecretBytes load_sender_key(std::string_view group, const SignalAddress& sender) override {
    return sender_keys[{std::string(group), sender}];
  }
  void store_sender_key(std::string_view group, const SignalAddress& sender, const SecretBytes& record) override {
    sender_keys[{std::string(group), sender}] = record;
  }

  KeyPair own = KeyPair::generate();
  KeyPair signed_prekey = KeyPair::generate();
  std::map<std::uint32_t, KeyPair> prekeys;
  std::map<SignalAddress, SecretBytes> sessions;
  std::map<SignalAddress, PublicKey> identities;
  std::map<std::pair<std::string, SignalAddress>, SecretBytes> sender_keys;
};

}  // namespace wagate::session_whatsapp
