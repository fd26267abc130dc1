#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "node/node.h"
#include "wagate/abi/basic.h"

namespace wagate::session_whatsapp {

// Reads the argument of send_node: {"stanza": {"tag": ..., "attrs": {...}, "content"?: [node] | text | bytes}}, where
// bytes are attachments of the document. At most 32 levels and 10,000 nodes. On failure `problem` is a sentence for the
// caller, which never quotes what is in the stanza.
[[nodiscard]] std::optional<Node> read_stanza_json(const abi::DocumentRef& arguments, std::string& problem);

}  // namespace wagate::session_whatsapp
