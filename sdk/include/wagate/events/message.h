#pragma once

#include "wagate/events/catalog.h"
#include "wagate/events/traits.h"

// Messages in both directions, their edits, receipts and deletions.
namespace wagate {

// A chunk of history; the document is an array of records.
struct MessagesSet {
  std::int64_t count = 0; // records in the document
  DocumentRef document;
};

template <>
struct EventTraits<MessagesSet> : CatalogNames<CatalogEvent::messages_set> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(MessagesSet, count),
      WAGATE_FIELD(MessagesSet, document, abi::kPersonal)};
};

// A message arrived, or was sent from another device of the account.
struct MessagesUpsert {
  StringRef chat;
  StringRef sender; // participant in groups, else the chat
  StringRef message_id;
  StringRef message_type; // "conversation", "imageMessage"
  StringRef push_name;
  StringRef text; // plain text or caption; empty when there is none
  bool from_me = false;
  std::int64_t at = 0; // Unix seconds
  DocumentRef document;
};

template <>
struct EventTraits<MessagesUpsert> : CatalogNames<CatalogEvent::messages_upsert> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(MessagesUpsert, chat, abi::kPersonal),
      WAGATE_FIELD(MessagesUpsert, sender, abi::kPersonal),
      WAGATE_FIELD(MessagesUpsert, message_id),
      WAGATE_FIELD(MessagesUpsert, message_type),
      WAGATE_FIELD(MessagesUpsert, push_name, abi::kPersonal),
      WAGATE_FIELD(MessagesUpsert, text, abi::kPersonal),
      WAGATE_FIELD(MessagesUpsert, from_me),
      WAGATE_FIELD(MessagesUpsert, at),
      WAGATE_FIELD(MessagesUpsert, document, abi::kPersonal)};
};

// A message was edited or revoked. Never key shares or other peer messages.
struct MessagesEdited {
  StringRef chat;
  StringRef sender;
  StringRef message_id; // of the message that changed
  StringRef edit_type; // "MESSAGE_EDIT" "REVOKE"
  StringRef text; // the new text
  bool from_me = false;
  DocumentRef document;
};

template <>
struct EventTraits<MessagesEdited> : CatalogNames<CatalogEvent::messages_edited> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(MessagesEdited, chat, abi::kPersonal),
      WAGATE_FIELD(MessagesEdited, sender, abi::kPersonal),
      WAGATE_FIELD(MessagesEdited, message_id),
      WAGATE_FIELD(MessagesEdited, edit_type),
      WAGATE_FIELD(MessagesEdited, text, abi::kPersonal),
      WAGATE_FIELD(MessagesEdited, from_me),
      WAGATE_FIELD(MessagesEdited, document, abi::kPersonal)};
};

// A delivery or read status arrived.
struct MessagesUpdate {
  StringRef chat;
  StringRef sender;
  StringRef message_id;
  StringRef status; // "READ"
  bool from_me = false;
  DocumentRef document;
};

template <>
struct EventTraits<MessagesUpdate> : CatalogNames<CatalogEvent::messages_update> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(MessagesUpdate, chat, abi::kPersonal),
      WAGATE_FIELD(MessagesUpdate, sender, abi::kPersonal),
      WAGATE_FIELD(MessagesUpdate, message_id),
      WAGATE_FIELD(MessagesUpdate, status),
      WAGATE_FIELD(MessagesUpdate, from_me),
      WAGATE_FIELD(MessagesUpdate, document, abi::kPersonal)};
};

// A message was deleted for everyone.
struct MessagesDelete {
  StringRef chat;
  StringRef sender;
  StringRef message_id;
  bool from_me = false;
  DocumentRef document;
};

template <>
struct EventTraits<MessagesDelete> : CatalogNames<CatalogEvent::messages_delete> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(MessagesDelete, chat, abi::kPersonal),
      WAGATE_FIELD(MessagesDelete, sender, abi::kPersonal),
      WAGATE_FIELD(MessagesDelete, message_id),
      WAGATE_FIELD(MessagesDelete, from_me),
      WAGATE_FIELD(MessagesDelete, document, abi::kPersonal)};
};

// A message was sent through this gateway.
struct SendMessage {
  StringRef chat;
  StringRef message_id;
  StringRef message_type;
  StringRef text;
  std::int64_t at = 0; // Unix seconds
  DocumentRef document;
};

template <>
struct EventTraits<SendMessage> : CatalogNames<CatalogEvent::send_message> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(SendMessage, chat, abi::kPersonal),
      WAGATE_FIELD(SendMessage, message_id),
      WAGATE_FIELD(SendMessage, message_type),
      WAGATE_FIELD(SendMessage, text, abi::kPersonal),
      WAGATE_FIELD(SendMessage, at),
      WAGATE_FIELD(SendMessage, document, abi::kPersonal)};
};

// A message sent through this gateway was edited.
struct SendMessageUpdate {
  StringRef chat;
  StringRef message_id;
  StringRef text;
  DocumentRef document;
};

template <>
struct EventTraits<SendMessageUpdate> : CatalogNames<CatalogEvent::send_message_update> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(SendMessageUpdate, chat, abi::kPersonal),
      WAGATE_FIELD(SendMessageUpdate, message_id),
      WAGATE_FIELD(SendMessageUpdate, text, abi::kPersonal),
      WAGATE_FIELD(SendMessageUpdate, document, abi::kPersonal)};
};

}  // namespace wagate
