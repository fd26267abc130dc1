#pragma once

#include <proto/stored_event.pb.h>

#include "message/message_record.h"
#include "wagate/document.h"

namespace wagate::session_whatsapp {

// The messages.upsert of a record; `document` is the record, written.
[[nodiscard]] proto::StoredEvent upsert_event(const MessageRecord& record, const Document& document);

}  // namespace wagate::session_whatsapp
