#pragma once

#include "wagate/events/catalog.h"
#include "wagate/events/traits.h"

// Groups and their members.
namespace wagate {

// Groups were joined, created or synchronised.
struct GroupsUpsert {
  StringRef chat; // JID of the first group
  std::int64_t count = 0;
  DocumentRef document;
};

template <>
struct EventTraits<GroupsUpsert> : CatalogNames<CatalogEvent::groups_upsert> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(GroupsUpsert, chat, abi::kPersonal),
      WAGATE_FIELD(GroupsUpsert, count),
      WAGATE_FIELD(GroupsUpsert, document, abi::kPersonal)};
};

// Subject, description or settings of groups changed.
struct GroupsUpdate {
  StringRef chat; // JID of the first group
  StringRef sender; // who did it
  DocumentRef document;
};

template <>
struct EventTraits<GroupsUpdate> : CatalogNames<CatalogEvent::groups_update> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(GroupsUpdate, chat, abi::kPersonal),
      WAGATE_FIELD(GroupsUpdate, sender, abi::kPersonal),
      WAGATE_FIELD(GroupsUpdate, document, abi::kPersonal)};
};

// Members came, went, or changed rank.
struct GroupParticipantsUpdate {
  StringRef chat; // JID of the group
  StringRef sender; // who did it
  StringRef action; // "add" "remove" "promote" "demote" "modify"
  DocumentRef document;
};

template <>
struct EventTraits<GroupParticipantsUpdate> : CatalogNames<CatalogEvent::group_participants_update> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(GroupParticipantsUpdate, chat, abi::kPersonal),
      WAGATE_FIELD(GroupParticipantsUpdate, sender, abi::kPersonal),
      WAGATE_FIELD(GroupParticipantsUpdate, action),
      WAGATE_FIELD(GroupParticipantsUpdate, document, abi::kPersonal)};
};

}  // namespace wagate
