#pragma once

#include "chat/chat_place.h"
#include "sending/checked_arguments.h"
#include "sending/letter.h"

namespace wagate::session_whatsapp {

// Letters that change a message that is there. What cannot be done is thrown as a Refusal.

// Takes a message back for everyone; publishes messages.delete.
Letter read_deletion(ChatPlace& place, const CheckedArguments& arguments);

// Changes the text of an own message; publishes send.message.update.
Letter read_edit(ChatPlace& place, const CheckedArguments& arguments);

}  // namespace wagate::session_whatsapp
