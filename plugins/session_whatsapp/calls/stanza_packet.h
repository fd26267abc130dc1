#pragma once

#include "node/node.h"
#include "wagate/document.h"
#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {

// Writes a stanza as {"tag", "attrs", "content"?}, its bytes as attachments. What lies below 32 levels is left out.
void write_packet(JsonWriter& json, Document& document, const Node& stanza);

}  // namespace wagate::session_whatsapp
