#include "shapes.h"

#include "text.h"
#include "wagate/json_writer.h"

namespace wagate::session_simulator {
namespace {

void write_contact(JsonWriter& json, const ContactEntry& contact, std::string_view instance_id) {
  json.begin_object()
      .field("remoteJid", contact.jid)
      .field("pushName", contact.name)
      .field_or_null("profilePicUrl", contact.picture)
      .field("instanceId", instance_id)
      .end_object();
}

Happening of_chat(CatalogEvent event, const std::string& jid) {
  Happening out;
  out.event = event;
  out.facts.chat = jid;
  out.facts.count = 1;
  return out;
}

}  // namespace

Happening contact_list(CatalogEvent event, const std::vector<ContactEntry>& contacts, std::string_view instance_id) {
  Happening out;
  out.event = event;
  JsonWriter json(out.document.json);
  json.begin_array();
  for (const ContactEntry& contact : contacts) write_contact(json, contact, instance_id);
  json.end_array();
  out.facts.count = static_cast<std::int64_t>(contacts.size());
  if (!contacts.empty()) {
    out.facts.contact = contacts.front().jid;
    out.facts.push_name = contacts.front().name;
  }
  return out;
}

Happening single_contact(CatalogEvent event, const ContactEntry& contact, std::string_view instance_id) {
  Happening out;
  out.event = event;
  JsonWriter json(out.document.json);
  write_contact(json, contact, instance_id);
  out.facts.count = 1;
  out.facts.contact = contact.jid;
  out.facts.push_name = contact.name;
  return out;
}

Happening presence(const std::string& chat, const std::string& who, std::string_view state, std::int64_t last_seen) {
  Happening out = of_chat(CatalogEvent::presence_update, chat);
  out.facts.sender = who;
  out.facts.presence = state;
  JsonWriter json(out.document.json);
  json.begin_object()
      .field("id", chat)
      .key("presences")
      .begin_object()
      .key(who)
      .begin_object()
      .field("lastKnownPresence", state);
  if (last_seen > 0) json.field("lastSeen", last_seen);
  json.end_object().end_object().end_object();
  return out;
}

Happening chats_set(const std::vector<ChatEntry>& chats, std::string_view instance_id) {
  Happening out;
  out.event = CatalogEvent::chats_set;
  out.facts.count = static_cast<std::int64_t>(chats.size());
  JsonWriter json(out.document.json);
  json.begin_array();
  for (const ChatEntry& chat : chats) {
    json.begin_object().field("remoteJid", chat.jid).field("instanceId", instance_id);
    if (!chat.name.empty()) json.field("name", chat.name);
    json.end_object();
  }
  json.end_array();
  return out;
}

Happening chat_upsert(const ChatEntry& chat, std::int64_t unread, std::string_view instance_id) {
  Happening out = of_chat(CatalogEvent::chats_upsert, chat.jid);
  JsonWriter json(out.document.json);
  json.begin_array().begin_object().field("remoteJid", chat.jid).field("instanceId", instance_id);
  if (!chat.name.empty()) json.field("name", chat.name);
  json.field("unreadMessages", unread).end_object().end_array();
  return out;
}

Happening chat_renamed(std::string_view row_id, const ChatEntry& chat) {
  Happening out = of_chat(CatalogEvent::chats_upsert, chat.jid);
  JsonWriter json(out.document.json);
  json.begin_array().begin_object().field("id", row_id).field("name", chat.name).end_object().end_array();
  return out;
}

Happening chat_read(const std::string& jid, std::string_view instance_id) {
  return chat_upsert({jid, ""}, 0, instance_id);
}

Happening chat_update(const std::string& jid, std::string_view instance_id) {
  Happening out = of_chat(CatalogEvent::chats_update, jid);
  JsonWriter json(out.document.json);
  json.begin_array().begin_object().field("remoteJid", jid).field("instanceId", instance_id).end_object().end_array();
  return out;
}

Happening chat_delete(const std::string& jid) {
  Happening out = of_chat(CatalogEvent::chats_delete, jid);
  JsonWriter(out.document.json).begin_array().value(jid).end_array();
  return out;
}

Happening label_edit(const Label& label, bool deleted, std::string_view instance) {
  Happening out;
  out.event = CatalogEvent::labels_edit;
  out.facts.label_id = label.id;
  out.facts.name = label.name;
  out.facts.deleted = deleted;
  JsonWriter(out.document.json)
      .begin_object()
      .field("id", label.id)
      .field("name", label.name)
      .field("color", label.color)
      .field("deleted", deleted)
      .field("instance", instance)
      .end_object();
  return out;
}

Happening label_association(const std::string& chat, const std::string& label_id, bool add, std::string_view instance) {
  Happening out = of_chat(CatalogEvent::labels_association, chat);
  const std::string_view action = add ? "add" : "remove";
  out.facts.label_id = label_id;
  out.facts.action = action;
  JsonWriter(out.document.json)
      .begin_object()
      .field("instance", instance)
      .field("type", action)
      .field("chatId", chat)
      .field("labelId", label_id)
      .end_object();
  return out;
}

}  // namespace wagate::session_simulator
