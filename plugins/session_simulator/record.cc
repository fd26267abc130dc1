#include "record.h"

#include "content.h"

namespace wagate::session_simulator {
namespace {

void write_key(JsonWriter& json, const Draft& draft) {
  json.key("key").begin_object().field("remoteJid", draft.chat);
  if (!draft.chat_alt.empty()) json.field("remoteJidAlt", draft.chat_alt);
  json.field("fromMe", draft.from_me).field("id", draft.id);
  if (draft.has_participant) json.field("participant", draft.participant);
  if (!draft.participant_alt.empty()) json.field("participantAlt", draft.participant_alt);
  if (!draft.addressing.empty()) json.field("addressingMode", draft.addressing);
  json.end_object();
}

std::string_view type_of(const Draft& draft) {
  return draft.composition.type.empty() ? message_type(draft.kind) : std::string_view(draft.composition.type);
}

bool can_have_context(const Draft& draft) {
  return draft.kind != ContentKind::reaction && draft.composition.has_context;
}

}  // namespace

std::string_view message_type(ContentKind kind) {
  switch (kind) {
    case ContentKind::text:
      return "conversation";
    case ContentKind::image:
      return "imageMessage";
    case ContentKind::video:
      return "videoMessage";
    case ContentKind::audio:
      return "audioMessage";
    case ContentKind::document:
      return "documentMessage";
    case ContentKind::sticker:
      return "stickerMessage";
    case ContentKind::location:
      return "locationMessage";
    case ContentKind::contact:
      return "contactMessage";
    case ContentKind::poll:
      return "pollCreationMessage";
    case ContentKind::reaction:
      return "reactionMessage";
    case ContentKind::other:
      break;
  }
  return "unknown";
}

std::string_view source_of(std::string_view id) {
  if (id.starts_with("3A") && id.size() == 20) return "ios";
  if (id.starts_with("3E") && id.size() == 22) return "web";
  if (id.size() == 21 || id.size() == 32) return "android";
  if (id.starts_with("3F") || id.size() == 18) return "desktop";
  return "unknown";
}

std::string make_message_id(Phone phone, Prng& choices) {
  switch (phone) {
    case Phone::ios:
      return "3A" + choices.upper_hex(18);
    case Phone::web:
      return "3EB0" + choices.upper_hex(18);
    case Phone::desktop:
      return "3F" + choices.upper_hex(16);
    case Phone::android:
      break;
  }
  return "AC" + choices.upper_hex(30);
}

void write_record(JsonWriter& json, Document& document, const Draft& draft, std::string_view instance_id,
                  Prng& choices) {
  ContentWriter out(json, document, choices);
  const bool image_quoted = draft.quote && draft.quote->kind == ContentKind::image;
  const std::string thumbnail = image_quoted ? choices.bytes(300) : std::string();

  json.begin_object();
  write_key(json, draft);
  json.field("pushName", draft.push_name).field("status", draft.status).key("message").begin_object();
  write_content(out, draft, thumbnail);
  json.end_object();
  if (has_context(draft) && can_have_context(draft)) {
    write_context(out, draft, thumbnail, true);
  } else if (draft.kind != ContentKind::text && can_have_context(draft)) {
    json.field_null("contextInfo");
  }
  json.field("messageType", type_of(draft))
      .field("messageTimestamp", draft.at)
      .field("instanceId", instance_id)
      .field("source", source_of(draft.id))
      .end_object();
}

Happening record_happening(CatalogEvent event, const Draft& draft, std::string_view instance_id, Prng& choices) {
  Happening out;
  out.event = event;
  JsonWriter json(out.document.json);
  write_record(json, out.document, draft, instance_id, choices);
  out.facts.chat = draft.chat;
  out.facts.sender = draft.participant.empty() ? draft.chat : draft.participant;
  out.facts.message_id = draft.id;
  out.facts.message_type = type_of(draft);
  out.facts.push_name = draft.push_name;
  const bool has_text = draft.kind != ContentKind::reaction && draft.kind != ContentKind::poll;
  if (has_text) out.facts.text = draft.text;
  out.facts.from_me = draft.from_me;
  out.facts.at = draft.at;
  return out;
}

}  // namespace wagate::session_simulator
