#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "message/message_record.h"
#include "message/names.h"
#include "node/jid.h"
#include "node/node.h"

namespace wagate::session_whatsapp {

// Who wrote a <message> to whom, as its attributes tell.
struct Envelope {
  std::string id;
  Jid chat;    // without device
  Jid sender;  // the device that wrote it
  bool from_me = false;
  bool is_group = false;   // or a story: sender keys are used
  bool is_peer = false;    // between devices of the account; no message of a person
  bool is_offline = false;
  std::string push_name;
  std::string addressing;  // "pn" or "lid" as the stanza told
  std::int64_t at = 0;     // Unix seconds

  // As the stanza had them, for receipts.
  std::string from;
  std::string participant;
  std::string recipient;
};

// Reads the attributes and learns names of accounts from them. Nothing for a stanza that is no message anybody
// could have sent.
std::optional<Envelope> read_envelope(const Node& message, Names& names);

// How applications name the message.
MessageKey key_of(const Envelope& envelope, Names& names);

// Tells the sender that the message arrived. `active`: somebody looks at this client.
Node receipt_for(const Envelope& envelope, bool active);

}  // namespace wagate::session_whatsapp
