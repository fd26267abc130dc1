#pragma once

#include "wagate/events/catalog.h"
#include "wagate/events/traits.h"

// Calls.
namespace wagate {

// A call rings or changes its state, or raw call signalling arrived.
struct Call {
  StringRef chat;
  StringRef sender;
  StringRef call_id;
  StringRef status; // "offer" "ringing" "timeout" "reject" "accept" "terminate"; empty for raw packets
  bool is_video = false;
  bool is_group = false;
  bool raw = false; // CB:call or CB:ack: only for clients that may send nodes
  DocumentRef document;
};

template <>
struct EventTraits<Call> : CatalogNames<CatalogEvent::call> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(Call, chat, abi::kPersonal),
      WAGATE_FIELD(Call, sender, abi::kPersonal),
      WAGATE_FIELD(Call, call_id),
      WAGATE_FIELD(Call, status),
      WAGATE_FIELD(Call, is_video),
      WAGATE_FIELD(Call, is_group),
      WAGATE_FIELD(Call, raw),
      WAGATE_FIELD(Call, document, abi::kPersonal)};
};

}  // namespace wagate
