#pragma once

#include <optional>

#include "message/message_record.h"
#include "message/names.h"
#include "node/node.h"

namespace wagate::session_whatsapp {

// The line that phones show between the messages of a group when something of it changes: a message without content,
// with a number that says what changed and parameters that say how. For notifications of the types "w:gp2" and
// "picture". Of several changes in one notification the first counts, because they share its id.
//
// Nothing for a change that phones do not show, and for one whose author or id is not told.
[[nodiscard]] std::optional<MessageRecord> read_group_notice(const Node& notification, Names& names);

}  // namespace wagate::session_whatsapp
