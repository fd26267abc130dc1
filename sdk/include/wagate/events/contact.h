#pragma once

#include "wagate/events/catalog.h"
#include "wagate/events/traits.h"

// Contacts and their presence.
namespace wagate {

// Accepted in selections; history contacts come as contacts.upsert.
struct ContactsSet {
  std::int64_t count = 0;
  DocumentRef document;
};

template <>
struct EventTraits<ContactsSet> : CatalogNames<CatalogEvent::contacts_set> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(ContactsSet, count),
      WAGATE_FIELD(ContactsSet, document, abi::kPersonal)};
};

// Contacts became known; the document is an array, or one object for the first message of a stranger.
struct ContactsUpsert {
  StringRef contact; // JID of the first
  StringRef push_name;
  std::int64_t count = 0;
  DocumentRef document;
};

template <>
struct EventTraits<ContactsUpsert> : CatalogNames<CatalogEvent::contacts_upsert> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(ContactsUpsert, contact, abi::kPersonal),
      WAGATE_FIELD(ContactsUpsert, push_name, abi::kPersonal),
      WAGATE_FIELD(ContactsUpsert, count),
      WAGATE_FIELD(ContactsUpsert, document, abi::kPersonal)};
};

// Contacts changed; the document is an array or one object.
struct ContactsUpdate {
  StringRef contact; // JID of the first
  StringRef push_name;
  std::int64_t count = 0;
  DocumentRef document;
};

template <>
struct EventTraits<ContactsUpdate> : CatalogNames<CatalogEvent::contacts_update> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(ContactsUpdate, contact, abi::kPersonal),
      WAGATE_FIELD(ContactsUpdate, push_name, abi::kPersonal),
      WAGATE_FIELD(ContactsUpdate, count),
      WAGATE_FIELD(ContactsUpdate, document, abi::kPersonal)};
};

// Somebody is online, typing, recording or gone.
struct PresenceUpdate {
  StringRef chat;
  StringRef sender;
  StringRef presence; // "available" "unavailable" "composing" "recording" "paused"
  DocumentRef document;
};

template <>
struct EventTraits<PresenceUpdate> : CatalogNames<CatalogEvent::presence_update> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(PresenceUpdate, chat, abi::kPersonal),
      WAGATE_FIELD(PresenceUpdate, sender, abi::kPersonal),
      WAGATE_FIELD(PresenceUpdate, presence),
      WAGATE_FIELD(PresenceUpdate, document, abi::kPersonal)};
};

}  // namespace wagate
