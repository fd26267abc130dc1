#pragma once

#include "media/media_transfer.h"
#include "session/reply_box.h"

namespace wagate::session_whatsapp {

// Says no to a command because its file could not be carried.
void refuse_media(const ReplyBox& reply, MediaFailure failure);

}  // namespace wagate::session_whatsapp
