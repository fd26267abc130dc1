#pragma once

#include <optional>

#include "node/node.h"

namespace wagate::session_whatsapp {

// The <ack> that tells the server a stanza has arrived: message, receipt, notification or call. Unacknowledged ones come
// again at the next login. `error` is a nack: 487 parse, 488 unknown stanza, 491 bad protobuf, 500 unhandled; 0 is none.
Node ack_for(const Node& stanza, int error = 0);

// Whether stanzas with this tag want an ack or a receipt.
[[nodiscard]] bool wants_ack(const Node& stanza);

}  // namespace wagate::session_whatsapp
