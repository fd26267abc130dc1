#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cast.h"
#include "chat_memory.h"
#include "happening.h"
#include "prng.h"
#include "wagate/json_writer.h"

namespace wagate::session_simulator {

class ContentWriter;
struct Draft;

// Content that a command put together; see sent_content.h.
struct Composition {
  std::string type;         // "imageMessage"; empty: the draft's kind says what is written
  bool has_context = true;  // whether this type of content can have a contextInfo
  std::function<void(ContentWriter&, const Draft&)> write;
};

// Everything a message record says, before it is written.
struct Draft {
  std::string chat;
  std::string chat_alt;  // the other identity of a direct chat
  bool from_me = false;
  std::string id;
  bool has_participant = true;  // messages sent by this gateway have none
  std::string participant;      // author in groups; "" in direct chats
  std::string participant_alt;
  std::string addressing;  // "pn", "lid"; empty: not written
  std::string push_name;
  std::string status = "DELIVERY_ACK";
  ContentKind kind = ContentKind::text;
  Composition composition;
  std::string text;  // text, caption, emoji of a reaction, question of a poll
  std::optional<Remembered> quote;
  std::string quote_json;  // content of the quoted message when the sender gave it; beats `quote`'s text
  std::vector<std::string> mentions;
  std::int64_t expiration = 0;  // seconds; 0: the message stays
  std::optional<Remembered> reacts_to;
  bool device_list = false;    // carries messageContextInfo, as most received messages do
  bool composed_here = false;  // sent by this gateway: contextInfo always, with the ephemeral block in direct chats
  std::int64_t at = 0;         // Unix seconds
  std::string shown_name;      // of a shared contact
  std::string shown_number;    // of a shared contact, digits
};

// "imageMessage"; what applications find in messageType.
std::string_view message_type(ContentKind kind);

// "ios", "android", "web", "desktop" or "unknown", by the shape of a message id.
std::string_view source_of(std::string_view message_id);

// An id as that kind of phone makes them.
std::string make_message_id(Phone phone, Prng& choices);

// Appends one message record to the document. Keys, hashes and thumbnails come from `choices`.
void write_record(JsonWriter& json, Document& document, const Draft& draft, std::string_view instance_id,
                  Prng& choices);

// The record as an event (messages.upsert or send.message), with its facts.
Happening record_happening(CatalogEvent event, const Draft& draft, std::string_view instance_id, Prng& choices);

}  // namespace wagate::session_simulator
