#pragma once

#include "wagate/events/catalog.h"
#include "wagate/events/traits.h"

// The list of chats.
namespace wagate {

// A chunk of history; the document is an array.
struct ChatsSet {
  std::int64_t count = 0;
  DocumentRef document;
};

template <>
struct EventTraits<ChatsSet> : CatalogNames<CatalogEvent::chats_set> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(ChatsSet, count),
      WAGATE_FIELD(ChatsSet, document, abi::kPersonal)};
};

// Chats became known or their unread count changed; the document is an array.
struct ChatsUpsert {
  StringRef chat; // of the first
  std::int64_t count = 0;
  DocumentRef document;
};

template <>
struct EventTraits<ChatsUpsert> : CatalogNames<CatalogEvent::chats_upsert> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(ChatsUpsert, chat, abi::kPersonal),
      WAGATE_FIELD(ChatsUpsert, count),
      WAGATE_FIELD(ChatsUpsert, document, abi::kPersonal)};
};

// Chats changed in any way.
struct ChatsUpdate {
  StringRef chat; // of the first
  std::int64_t count = 0;
  DocumentRef document;
};

template <>
struct EventTraits<ChatsUpdate> : CatalogNames<CatalogEvent::chats_update> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(ChatsUpdate, chat, abi::kPersonal),
      WAGATE_FIELD(ChatsUpdate, count),
      WAGATE_FIELD(ChatsUpdate, document, abi::kPersonal)};
};

// Chats were deleted on the phone.
struct ChatsDelete {
  StringRef chat; // of the first
  std::int64_t count = 0;
  DocumentRef document;
};

template <>
struct EventTraits<ChatsDelete> : CatalogNames<CatalogEvent::chats_delete> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(ChatsDelete, chat, abi::kPersonal),
      WAGATE_FIELD(ChatsDelete, count),
      WAGATE_FIELD(ChatsDelete, document, abi::kPersonal)};
};

}  // namespace wagate
