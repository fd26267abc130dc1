#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "message/envelope.h"
#include "message/names.h"
#include "message/protocol_type.h"
#include "node/node.h"
#include "signal/signal_error.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {

// What a <message> stanza turned out to be.
struct ReadMessage {
  enum class Kind : std::uint8_t {
    content,      // a message for applications; `message` holds it
    change,       // an edit or a revoke of another message; see `change`
    silent,       // keys, settings, history: taken in, nothing to show
    duplicate,    // was read before
    unreadable,   // cannot be decrypted (yet): ask again; see `error`
    unavailable,  // the server has no text for this device: it is on the phone only
    ignored,      // a form nobody reads: other networks, channels
    malformed,    // no message at all; see `nack`
  };

  // A ProtocolMessage that concerns another message.
  struct Change {
    ProtocolType type = ProtocolType::revoke;
    MessageKey target;      // as applications name it
    std::string protocol;   // wire form of ProtocolMessage
    std::string text;       // the new text of an edit
  };

  Kind kind = Kind::malformed;
  Envelope envelope;
  std::string message;  // wire form of Message, without envelopes for devices
  std::optional<Change> change;
  SignalError error = SignalError::none;
  int nack = 0;                         // for the ack of a malformed one
  bool identity_changed = false;        // the sender's account was set up anew
  std::string history_notification;     // wire form of HistorySyncNotification from the own phone
  bool app_state_keys_arrived = false;  // from the own phone; stored already
  std::optional<std::uint32_t> new_timer;  // after how many seconds the chat's messages disappear from now on; 0: never

  // Worth a delivery receipt.
  bool is_read() const { return kind == Kind::content || kind == Kind::change || kind == Kind::silent; }
};

// Reads <message> stanzas: decrypts, takes out what is meant for this client, and leaves the message.
//
// Everything it changes (ratchets, used prekeys, sender keys, names, ids that were seen) is in the transaction,
// so a stanza may be acknowledged once that has committed. What could not be read has changed nothing but names.
class MessageReader {
 public:
  static constexpr std::size_t kMaxEncryptedParts = 8;

  MessageReader(Transaction& work, const Account& own) : work_(work), names_(work, own) {}

  // `now` in Unix seconds.
  ReadMessage read(const Node& stanza, std::int64_t now);

  Names& names() { return names_; }

 private:
  void read_part(const Node& part, ReadMessage& out);
  void take_message(std::string_view wire, ReadMessage& out);
  void take_protocol(std::string_view protocol, ReadMessage& out);
  void take_app_state_keys(std::string_view share, ReadMessage& out);
  void take_names(std::string_view payload);
  void remember_secret(std::string_view wire, const ReadMessage& read, std::int64_t now);
  void remember_timer(const ReadMessage& read, std::int64_t now);

  Transaction& work_;
  Names names_;
  bool took_group_key_ = false;  // from the stanza that is read
};

// What applications are told about a message that was read.
MessageRecord record_of(const ReadMessage& read, Names& names);

}  // namespace wagate::session_whatsapp
