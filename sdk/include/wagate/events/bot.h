#pragma once

#include "wagate/events/catalog.h"
#include "wagate/events/traits.h"

// Chat-bot sessions.
namespace wagate {

// A bot session was started by the API.
struct TypebotStart {
  StringRef chat;
  DocumentRef document;
};

template <>
struct EventTraits<TypebotStart> : CatalogNames<CatalogEvent::typebot_start> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(TypebotStart, chat, abi::kPersonal),
      WAGATE_FIELD(TypebotStart, document, abi::kPersonal)};
};

// A bot session opened, paused, closed or was deleted.
struct TypebotChangeStatus {
  StringRef chat;
  StringRef status;
  DocumentRef document;
};

template <>
struct EventTraits<TypebotChangeStatus> : CatalogNames<CatalogEvent::typebot_change_status> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(TypebotChangeStatus, chat, abi::kPersonal),
      WAGATE_FIELD(TypebotChangeStatus, status),
      WAGATE_FIELD(TypebotChangeStatus, document, abi::kPersonal)};
};

}  // namespace wagate
