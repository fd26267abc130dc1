#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wagate/document.h"
#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {

// Names a message, as records and receipts do. JIDs are without device; numbers where they are known.
struct MessageKey {
  std::string chat;
  std::string chat_alt;  // the other name of a direct chat's account; empty when unknown
  bool from_me = false;
  std::string id;
  std::string participant;      // author in groups and stories; empty in direct chats
  std::string participant_alt;  // the other name of the author
  std::string addressing;       // "pn" or "lid"; empty: not written
};

// Everything a message record says, before it is written.
struct MessageRecord {
  MessageKey key;
  std::string push_name;  // empty: null
  std::string status;     // "DELIVERY_ACK"; empty: not written
  std::string message;    // wire form of Message
  std::int64_t at = 0;    // Unix seconds
  bool is_made_here = false;  // composed by this gateway
  std::uint32_t stub_type = 0;  // of a notice, which has no content: WebMessageInfo.StubType; 0: it is none
  std::vector<std::string> stub_parameters;
};

// What filters and subscribers want to know of a message without reading its document.
struct ContentFacts {
  std::string_view type = "unknown";  // "imageMessage", after normalisation
  std::string text;                   // plain text or caption, also of wrapped messages
  std::uint32_t expiration = 0;       // seconds after which it disappears; 0: not told
};

// False when the content is no message that can be written; then nothing was.
[[nodiscard]] bool write_record(std::string& out, Document& document, const MessageRecord& record,
                                std::string_view instance_id);

void write_key(JsonWriter& json, const MessageKey& key);

ContentFacts facts_of(std::string_view message);

// Whether there is anything in a message that a person would see.
[[nodiscard]] bool has_content(std::string_view message);

// "ios", "android", "web", "desktop" or "unknown", by the shape of a message id.
std::string_view source_of(std::string_view message_id);

// "PENDING" for 1 and so on; "ERROR" for 0.
std::string_view status_name(int status);

}  // namespace wagate::session_whatsapp
