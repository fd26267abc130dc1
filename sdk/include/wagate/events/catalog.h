#pragma once

#include <cstdint>
#include <string_view>

#include "wagate/abi/event.h"

// The events of the wire contract and their three names. Nothing else in the tree spells them.
//
//   X(enumerator, wire name, configuration name)
//
// The bus id is "wagate.<wire name>/1". The order is the order in which an empty selection is
// stored by POST /websocket/set, and the bit order of selections: append only.
#define WAGATE_EVENT_CATALOG(X) \
  X(application_startup, "application.startup", "APPLICATION_STARTUP") \
  X(qrcode_updated, "qrcode.updated", "QRCODE_UPDATED") \
  X(messages_set, "messages.set", "MESSAGES_SET") \
  X(messages_upsert, "messages.upsert", "MESSAGES_UPSERT") \
  X(messages_edited, "messages.edited", "MESSAGES_EDITED") \
  X(messages_update, "messages.update", "MESSAGES_UPDATE") \
  X(messages_delete, "messages.delete", "MESSAGES_DELETE") \
  X(send_message, "send.message", "SEND_MESSAGE") \
  X(send_message_update, "send.message.update", "SEND_MESSAGE_UPDATE") \
  X(contacts_set, "contacts.set", "CONTACTS_SET") \
  X(contacts_upsert, "contacts.upsert", "CONTACTS_UPSERT") \
  X(contacts_update, "contacts.update", "CONTACTS_UPDATE") \
  X(presence_update, "presence.update", "PRESENCE_UPDATE") \
  X(chats_set, "chats.set", "CHATS_SET") \
  X(chats_upsert, "chats.upsert", "CHATS_UPSERT") \
  X(chats_update, "chats.update", "CHATS_UPDATE") \
  X(chats_delete, "chats.delete", "CHATS_DELETE") \
  X(groups_upsert, "groups.upsert", "GROUPS_UPSERT") \
  X(groups_update, "groups.update", "GROUP_UPDATE") \
  X(group_participants_update, "group-participants.update", "GROUP_PARTICIPANTS_UPDATE") \
  X(connection_update, "connection.update", "CONNECTION_UPDATE") \
  X(labels_edit, "labels.edit", "LABELS_EDIT") \
  X(labels_association, "labels.association", "LABELS_ASSOCIATION") \
  X(call, "call", "CALL") \
  X(typebot_start, "typebot.start", "TYPEBOT_START") \
  X(typebot_change_status, "typebot.change-status", "TYPEBOT_CHANGE_STATUS") \
  X(remove_instance, "remove.instance", "REMOVE_INSTANCE") \
  X(logout_instance, "logout.instance", "LOGOUT_INSTANCE") \
  X(instance_create, "instance.create", "INSTANCE_CREATE") \
  X(instance_delete, "instance.delete", "INSTANCE_DELETE") \
  X(status_instance, "status.instance", "STATUS_INSTANCE")

namespace wagate {

enum class CatalogEvent : std::uint32_t {
#define WAGATE_ENUMERATOR(name, wire, config) name,
  WAGATE_EVENT_CATALOG(WAGATE_ENUMERATOR)
#undef WAGATE_ENUMERATOR
};

struct CatalogEntry {
  const char* id;
  const char* wire;
  const char* config;
};

inline constexpr CatalogEntry kCatalog[] = {
#define WAGATE_ENTRY(name, wire, config) {"wagate." wire "/1", wire, config},
    WAGATE_EVENT_CATALOG(WAGATE_ENTRY)
#undef WAGATE_ENTRY
};

inline constexpr std::uint32_t kCatalogSize = sizeof(kCatalog) / sizeof(kCatalog[0]);
static_assert(kCatalogSize <= 64, "a selection is one 64-bit mask");

// Every event of the catalogue, as a selection mask.
inline constexpr std::uint64_t kAllEvents = (std::uint64_t{1} << kCatalogSize) - 1;

// Index of the event with this configuration name, or kNotInCatalog. GROUPS_UPDATE, the name that
// the wire event would derive to, is accepted for GROUP_UPDATE, the name that clients send.
constexpr std::uint32_t catalog_index_of_config(std::string_view config) {
  if (config == "GROUPS_UPDATE") config = "GROUP_UPDATE";
  for (std::uint32_t i = 0; i < kCatalogSize; ++i)
    if (config == kCatalog[i].config) return i;
  return abi::kNotInCatalog;
}

// Index of the event with this wire name, or kNotInCatalog.
constexpr std::uint32_t catalog_index_of_wire(std::string_view wire) {
  for (std::uint32_t i = 0; i < kCatalogSize; ++i)
    if (wire == kCatalog[i].wire) return i;
  return abi::kNotInCatalog;
}

// The three names and the position of a catalogue event; traits of its struct inherit from it.
template <CatalogEvent kEvent>
struct CatalogNames {
  static constexpr std::uint32_t catalog_index = static_cast<std::uint32_t>(kEvent);
  static constexpr const char* id = kCatalog[catalog_index].id;
  static constexpr const char* wire = kCatalog[catalog_index].wire;
  static constexpr const char* config = kCatalog[catalog_index].config;
};

}  // namespace wagate
