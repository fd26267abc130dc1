#pragma once

#include <string_view>

#include "session/reply_box.h"
#include "session/wire.h"

namespace wagate::session_whatsapp {

// Says no to a command because of its arguments.
void refuse_arguments(const ReplyBox& reply, std::string_view sentence);

// Answers a command whose question brought no result: not connected, no answer, or what the server's code means.
// `answer` is not ok().
void refuse(const ReplyBox& reply, const Answer& answer);

// The same for questions about a group. `is_change`: something of it was to change, so a 403 means that the account may
// not; otherwise it means that the account is not in the group.
void refuse_about_group(const ReplyBox& reply, const Answer& answer, bool is_change);

}  // namespace wagate::session_whatsapp
