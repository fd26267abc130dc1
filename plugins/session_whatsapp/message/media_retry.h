#pragma once

#include <optional>
#include <string>

#include "crypto/secret.h"
#include "message/compose.h"
#include "node/jid.h"
#include "node/node.h"

namespace wagate::session_whatsapp {

// Asks the own phone to put a file up again that is gone from the media hosts. `message` names the message that brought
// it, `media_key` is the file's.
Node ask_for_media_again(const Jid& own, const TargetKey& message, const Secret<32>& media_key);

// What the phone says in a <notification type="mediaretry">: the path of the file, empty when the phone has it no more.
// Nothing for a notification that is not about this file, or was changed on its way.
std::optional<std::string> read_media_again(const Node& notification, const Secret<32>& media_key);

}  // namespace wagate::session_whatsapp
