#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/curve.h"
#include "crypto/secret.h"
#include "signal/session_record.h"
#include "signal/signal_error.h"
#include "signal/signal_store.h"
#include "signal/wire.h"

namespace wagate::session_whatsapp {

// What a device published so that others can write to it while it is away.
struct PreKeyBundle {
  std::uint32_t registration_id = 0;
  PublicKey identity;
  std::uint32_t signed_prekey_id = 0;
  PublicKey signed_prekey;
  Signature signed_prekey_signature;
  struct OneTime {
    std::uint32_t id = 0;
    PublicKey key;
  };
  std::optional<OneTime> prekey;
};

enum class CipherKind : std::uint8_t {
  msg,    // the session is known to the other side
  pkmsg,  // tells the other side how to open it
};

struct SealedMessage {
  CipherKind kind = CipherKind::msg;
  std::string bytes;
};

// A message that was read, or why it could not be.
struct OpenedMessage {
  SignalError error = SignalError::none;
  SecretBytes plaintext;

  // The device has another identity key than it had before: the account was set up anew.
  bool identity_changed = false;

  explicit operator bool() const { return error == SignalError::none; }
};

// Reads and writes the messages of one session through a transaction. A failure leaves everything in the
// store as it was, so one hostile message costs nothing but its own time.
//
//   SessionCipher cipher(transaction, address);
//   if (!cipher.has_session()) error = cipher.open_session(bundle);
//   SealedMessage sealed = *cipher.encrypt(padded);   // send it after the transaction committed
//
// One at a time per store: what is read, changed and written back must not be changed by another in between.
class SessionCipher {
 public:
  SessionCipher(SignalStore& store, SignalAddress address) : store_(store), address_(std::move(address)) {}

  // Whether there is a session that can be written with.
  bool has_session();

  // Opens a session with what the device published. A session that was there is kept for late messages. When
  // the identity is another than before, the older sessions are dropped.
  [[nodiscard]] SignalError open_session(const PreKeyBundle& bundle);

  // Nothing without a session.
  std::optional<SealedMessage> encrypt(std::string_view plaintext);

  // Reads a "pkmsg". The one-time prekey it used is removed in the same transaction.
  OpenedMessage decrypt_opening(std::string_view wire);

  // Reads a "msg".
  OpenedMessage decrypt(std::string_view wire);

  // The key the other side opened its current session with, empty without one: tells a session that was made
  // anew from the one before.
  std::string current_base_key();

 private:
  std::optional<SessionRecord> load();
  OpenedMessage decrypt_with(SessionRecord& record, const RatchetMessage& message, std::string_view wire);

  SignalStore& store_;
  SignalAddress address_;
};

}  // namespace wagate::session_whatsapp
