// What strangers send inside <enc>: Signal's messages of all kinds, and records of a damaged store. Whatever comes, a
// refusal leaves the store as it was.
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "signal/group_cipher.h"
#include "signal/session_cipher.h"

namespace {

using namespace wagate::session_whatsapp;

// A device that has one prekey, and a session and a group key that an input may be made for.
class FuzzStore final : public SignalStore {
 public:
  const KeyPair& identity() override { return own; }
  std::uint32_t registration_id() override { return 1; }
  SecretBytes load_session(const SignalAddress&) override { return session; }
  void store_session(const SignalAddress&, const SecretBytes& record) override {
    session = record;
    ++writes;
  }
  void remove_session(const SignalAddress&) override { ++writes; }
  std::optional<PublicKey> load_identity(const SignalAddress&) override { return std::nullopt; }
  void store_identity(const SignalAddress&, const PublicKey&) override { ++writes; }
  std::optional<KeyPair> load_prekey(std::uint32_t) override { return prekey; }
  void remove_prekey(std::uint32_t) override { ++writes; }
  std::optional<KeyPair> load_signed_prekey(std::uint32_t) override { return prekey; }
  SecretBytes load_sender_key(std::string_view, const SignalAddress&) override { return sender_key; }
  void store_sender_key(std::string_view, const SignalAddress&, const SecretBytes& record) override {
    sender_key = record;
    ++writes;
  }

  KeyPair own = KeyPair::from_secret(*Secret<32>::from(std::string(32, 'i')));
  KeyPair prekey = KeyPair::from_secret(*Secret<32>::from(std::string(32, 'p')));
  SecretBytes session;
  SecretBytes sender_key;
  int writes = 0;
};

void must(bool truth) {
  if (!truth) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  FuzzStore store;
  SessionCipher session(store, {"peer", 0});
  GroupCipher group(store, "group@g.us", {"peer", 0});

  switch (data[0] % 5) {
    case 0: {
      const bool read = static_cast<bool>(session.decrypt_opening(input));
      must(read == (store.writes > 0));
      break;
    }
    case 1:
      must(!session.decrypt(input) && store.writes == 0);
      break;
    case 2:
      must((group.learn(input) == SignalError::none) == (store.writes == 1));
      break;
    case 3:
      must(!group.decrypt(input) && store.writes == 0);
      break;
    default: {
      const SecretBytes bytes{std::string(input)};
      if (const auto record = SessionRecord::read(bytes)) {
        if (!record->write().empty()) must(SessionRecord::read(record->write()).has_value());
      }
      if (const auto record = SenderKeyRecord::read(bytes)) must(SenderKeyRecord::read(record->write()).has_value());
      store.session = bytes;
      static_cast<void>(session.encrypt("text"));
      break;
    }
  }
  return 0;
}
