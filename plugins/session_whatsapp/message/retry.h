#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "message/envelope.h"
#include "message/message_sealer.h"
#include "node/node.h"
#include "signal/session_cipher.h"
#include "signal/signal_error.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {

// How often a message is asked for again, and sent again.
inline constexpr std::int64_t kMaxRetries = 5;

// Asks for a message that could not be read; nothing when that was done often enough. From the second time on, or
// at once when there is no session, with keys to open a new one. Acknowledge the message besides.
std::optional<Node> ask_again(Transaction& work, const SessionStore& store, const Envelope& envelope,
                              SignalError error, std::int64_t now);

// Somebody could not read what was sent from here.
struct RetryRequest {
  std::string id;
  Jid chat;
  Jid device;               // that asks
  std::string participant;  // as the receipt had it
  std::int64_t count = 1;
  std::int64_t sent_at = 0;

  // Nothing for a receipt that is no request, or nonsense.
  static std::optional<RetryRequest> read(const Node& receipt, Names& names);
};

enum class RetryStep : std::uint8_t {
  fetch_keys,  // ask the server for the device's keys, then call again with them
  send,        // `stanza` is the message once more
  give_up,     // not known any more, or asked too often: acknowledge and leave it
};

struct RetryAnswer {
  RetryStep step = RetryStep::give_up;
  Node stanza;
};

// `bundle`: keys that came with the request or were fetched.
RetryAnswer answer_retry(Transaction& work, MessageSealer& sealer, const RetryRequest& request,
                         const std::optional<PreKeyBundle>& bundle, std::int64_t now);

}  // namespace wagate::session_whatsapp
