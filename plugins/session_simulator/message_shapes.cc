// The shapes about calls, receipts, edits and deletions; declared in shapes.h.
#include <utility>

#include "shapes.h"
#include "text.h"
#include "wagate/base64.h"
#include "wagate/json_writer.h"

namespace wagate::session_simulator {
namespace {

// The key of a message as its author sees it.
void write_message_key(JsonWriter& json, const Remembered& message) {
  json.begin_object().field("remoteJid", message.chat).field("fromMe", message.from_me).field("id", message.id);
  if (is_group(message.chat)) json.field("participant", message.author);
  json.end_object();
}

Happening about_message(CatalogEvent event, const Remembered& message) {
  Happening out;
  out.event = event;
  out.facts.chat = message.chat;
  out.facts.sender = is_group(message.chat) ? message.author : message.chat;
  out.facts.message_id = message.id;
  out.facts.from_me = message.from_me;
  return out;
}

Happening about_call(const CallFacts& call) {
  Happening out;
  out.event = CatalogEvent::call;
  out.facts.chat = call.chat;
  out.facts.sender = call.from;
  out.facts.call_id = call.id;
  out.facts.is_video = call.is_video;
  out.facts.is_group = !call.group.empty();
  return out;
}

// The caller's device: "84110000000001@lid" becomes "84110000000001:3@lid".
std::string device_of(const std::string& jid, int device) {
  const std::size_t at = jid.find('@');
  return jid.substr(0, at) + ":" + std::to_string(device) + jid.substr(at);
}

}  // namespace

Happening call_state(const CallFacts& call, std::string_view status) {
  Happening out = about_call(call);
  out.facts.status = status;
  JsonWriter json(out.document.json);
  json.begin_object()
      .field("chatId", call.chat)
      .field("from", call.from)
      .field("id", call.id)
      .field("date", iso_time(call.at_ms))
      .field("offline", false)
      .field("status", status)
      .field("isVideo", call.is_video)
      .field("isGroup", !call.group.empty());
  if (!call.group.empty()) json.field("groupJid", call.group);
  json.end_object();
  return out;
}

Happening call_packet(const CallFacts& call, std::string_view tag, Prng& choices) {
  Happening out = about_call(call);
  out.facts.raw = true;
  JsonWriter json(out.document.json);
  json.begin_object()
      .field("event", "CB:call")
      .key("packet")
      .begin_object()
      .field("tag", "call")
      .key("attrs")
      .begin_object()
      .field("from", call.chat)
      .field("id", choices.upper_hex(32))
      .field("t", std::to_string(call.at_ms / 1000))
      .end_object()
      .key("content")
      .begin_array()
      .begin_object()
      .field("tag", tag)
      .key("attrs")
      .begin_object()
      .field("call-id", call.id)
      .field("call-creator", device_of(call.chat, 3));
  if (!call.group.empty()) json.field("group-jid", call.group);
  json.end_object();
  if (tag == "offer") {
    json.key("content").begin_array();
    json.begin_object()
        .field("tag", "audio")
        .key("attrs")
        .begin_object()
        .field("enc", "opus")
        .field("rate", "16000")
        .end_object()
        .end_object();
    if (call.is_video)
      json.begin_object()
          .field("tag", "video")
          .key("attrs")
          .begin_object()
          .field("enc", "vp8")
          .end_object()
          .end_object();
    json.begin_object()
        .field("tag", "enc")
        .key("attrs")
        .begin_object()
        .field("v", "2")
        .field("type", "pkmsg")
        .end_object();
    json.key("content").raw(out.document.attach(choices.bytes(190))).end_object().end_array();
  }
  json.end_object().end_array().end_object().end_object();
  return out;
}

Happening call_ack(const CallFacts& call, std::string_view type, Prng& choices) {
  Happening out = about_call(call);
  out.facts.raw = true;
  JsonWriter(out.document.json)
      .begin_object()
      .field("event", "CB:ack,class:call")
      .key("packet")
      .begin_object()
      .field("tag", "ack")
      .key("attrs")
      .begin_object()
      .field("class", "call")
      .field("type", type)
      .field("from", call.chat)
      .field("id", choices.upper_hex(20))
      .end_object()
      .end_object()
      .end_object();
  return out;
}

Happening message_status(const std::string& chat, const std::string& id, bool from_me, const std::string& participant,
                         std::string_view status, std::string_view instance_id) {
  Happening out;
  out.event = CatalogEvent::messages_update;
  out.facts.chat = chat;
  out.facts.sender = participant.empty() ? chat : participant;
  out.facts.message_id = id;
  out.facts.status = status;
  out.facts.from_me = from_me;
  JsonWriter json(out.document.json);
  json.begin_object().field("keyId", id).field("remoteJid", chat).field("fromMe", from_me);
  if (!participant.empty()) json.field("participant", participant);
  json.field("status", status).field("instanceId", instance_id).end_object();
  return out;
}

Happening message_edit(const Remembered& message, const std::string& new_text, std::int64_t at_ms, Prng& choices) {
  Happening out = about_message(CatalogEvent::messages_edited, message);
  out.facts.edit_type = "MESSAGE_EDIT";
  out.facts.text = new_text;
  JsonWriter json(out.document.json);
  json.begin_object().key("key");
  write_message_key(json, message);
  json.field("type", "MESSAGE_EDIT").key("editedMessage").begin_object();
  if (message.kind == ContentKind::image) {
    // Edits are written as protobuf JSON: bytes as base64, 64-bit numbers as text.
    json.key("imageMessage")
        .begin_object()
        .field("mimetype", "image/jpeg")
        .field("caption", new_text)
        .field("fileSha256", base64::encode(choices.bytes(32)))
        .field("fileLength", std::to_string(choices.between(4'000, 900'000)))
        .field("jpegThumbnail", base64::encode(choices.bytes(300)))
        .end_object();
  } else {
    json.field("conversation", new_text);
  }
  json.end_object().field("timestampMs", std::to_string(at_ms)).end_object();
  return out;
}

Happening message_revoke(const Remembered& message) {
  Happening out = about_message(CatalogEvent::messages_edited, message);
  out.facts.edit_type = "REVOKE";
  JsonWriter json(out.document.json);
  json.begin_object().key("key");
  write_message_key(json, message);
  json.field("type", "REVOKE").end_object();
  return out;
}

Happening message_delete(const Remembered& message) {
  Happening out = about_message(CatalogEvent::messages_delete, message);
  JsonWriter json(out.document.json);
  write_message_key(json, message);
  return out;
}

Happening message_delete(const Remembered& message, std::string row_json) {
  Happening out = about_message(CatalogEvent::messages_delete, message);
  out.document.json = std::move(row_json);
  return out;
}

Happening own_message_edit(const Remembered& message, const std::string& new_text, std::int64_t at_ms) {
  Happening out = about_message(CatalogEvent::send_message_update, message);
  out.facts.text = new_text;
  JsonWriter json(out.document.json);
  json.begin_object().key("key");
  write_message_key(json, message);
  json.key("editedMessage")
      .begin_object()
      .key("extendedTextMessage")
      .begin_object()
      .field("text", new_text)
      .end_object()
      .end_object()
      .field("timestampMs", at_ms)
      .field("type", 14)
      .end_object();
  return out;
}

}  // namespace wagate::session_simulator
