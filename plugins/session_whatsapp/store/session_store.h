#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "crypto/curve.h"
#include "crypto/secret.h"
#include "sqlite/connection.h"
#include "store/store_error.h"

namespace wagate::session_whatsapp {

class Transaction;

// What makes this device: made when the file is new, and again after a logout.
struct DeviceKeys {
  KeyPair noise;
  KeyPair identity;
  std::uint32_t registration_id = 0;
  std::uint32_t signed_prekey_id = 0;
  KeyPair signed_prekey;
  Signature signed_prekey_signature;  // by the identity, over the 33-byte form
};

// A prekey that is handed out with every bundle, as opposed to the one-time ones.
struct SignedPrekey {
  std::uint32_t id = 0;
  KeyPair pair;
  Signature signature;
};

// What the account is, once the device is paired with it.
struct Account {
  std::string jid;  // "5511...:7@s.whatsapp.net"
  std::string lid;  // "84...:7@lid"; empty when the server told none
  std::string push_name;
  std::string platform;
  std::string business_name;
  std::string device_identity;  // the signed identity as later pkmsg stanzas carry it
};

// Everything a session must not lose, in one file that only this process may open.
//
// All reading and writing goes through a Transaction: what belongs to one message (the ratchet, the prekey it
// used up, its id) is on the disk together or not at all. A killed process loses what was not committed, and
// the server sends that again.
//
//   SessionStore store(folder + "/" + name + ".wa");
//   Transaction work(store);
//   ... decrypt, remember the id ...
//   work.commit();          // now acknowledge
//
// One thread at a time. Failures are thrown as StoreError.
class SessionStore {
 public:
  explicit SessionStore(std::string path);
  SessionStore(const SessionStore&) = delete;
  SessionStore& operator=(const SessionStore&) = delete;

  const DeviceKeys& keys() const { return keys_; }

  // Nothing until the device is paired.
  const std::optional<Account>& account() const { return account_; }

  // Makes the file anew: other keys, no account, nothing of what was. For a device that was logged out.
  void forget();

  // Forgets what is too old to be asked for: ids seen, messages sent, secrets. `now` in Unix seconds. Cheap;
  // meant to be called now and then.
  void prune(std::int64_t now);

  // The signed prekey that has to follow when the present one has been in use for a month; nothing before. It is on the
  // disk, and it is the same until it is adopted, so that a server that has it already has nothing else.
  std::optional<SignedPrekey> due_signed_prekey(std::int64_t now);

  // The server has the one that was due. The one before stays, for messages on their way; older ones go.
  void adopt_signed_prekey(const SignedPrekey& prekey, std::int64_t now);

  // Gives back memory that only speeds up the next transactions, and the space of what was written last.
  void rest() { database_->rest(); }

  const std::string& path() const { return database_->path(); }

 private:
  friend class Transaction;

  void load();
  void make_keys();
  void write_signed_prekey(const SignedPrekey& prekey);
  void write_signed_prekey_time(std::int64_t at);

  std::unique_ptr<sqlite::Connection> database_;
  DeviceKeys keys_;
  std::optional<Account> account_;
};

}  // namespace wagate::session_whatsapp
