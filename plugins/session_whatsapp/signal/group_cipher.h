#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "signal/sender_key_record.h"
#include "signal/session_cipher.h"
#include "signal/signal_store.h"

namespace wagate::session_whatsapp {

// Reads and writes group messages of one sender through a transaction. A failure leaves everything as it was.
//
// Writing: every device has to be told distribution() in a session of its own before it can read what
// encrypt() made. Reading: learn() what such a message said, then decrypt().
class GroupCipher {
 public:
  GroupCipher(SignalStore& store, std::string group, SignalAddress sender)
      : store_(store), group_(std::move(group)), sender_(std::move(sender)) {}

  // The own key as others are told it, made now when there is none.
  std::string distribution();

  // Makes a new own key: somebody who knows the old one may not read on.
  void rotate();

  // Whether there is an own key to write with.
  bool has_own_key();

  // Nothing when distribution() was never asked for.
  std::optional<std::string> encrypt(std::string_view plaintext);

  // Takes the key a sender told.
  [[nodiscard]] SignalError learn(std::string_view distribution);

  OpenedMessage decrypt(std::string_view wire);

 private:
  SenderKeyRecord load();

  SignalStore& store_;
  std::string group_;
  SignalAddress sender_;
};

}  // namespace wagate::session_whatsapp
