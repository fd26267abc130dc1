#pragma once

#include "wagate/events/traits.h"

// A customer ordered something. The contract between the plugins of this folder; a third one only
// needs this header.
//
// Rules for an event type: an id with a revision; facts that are text, truth, integer or the
// document; new facts go to the end, and everything else is a new revision of the id.
struct OrderPlaced {
  wagate::StringRef customer;      // JID
  wagate::StringRef article;
  std::int64_t pieces = 0;
  wagate::DocumentRef document;    // {"customer":...,"article":...,"pieces":...}: what applications get
};

template <>
struct wagate::EventTraits<OrderPlaced> {
  static constexpr const char* id = "com.example.order-placed/1";
  // Under this name applications on "/" receive it. An empty name would keep it inside the gateway.
  // Instance namespaces get chosen events of the catalogue only, so it does not appear there.
  static constexpr const char* wire = "order.placed";
  static constexpr const char* config = "ORDER_PLACED";
  static constexpr std::uint32_t catalog_index = wagate::abi::kNotInCatalog;
  static constexpr wagate::abi::FieldInfo fields[] = {
      WAGATE_FIELD(OrderPlaced, customer, wagate::abi::kPersonal),  // masked in logs
      WAGATE_FIELD(OrderPlaced, article),
      WAGATE_FIELD(OrderPlaced, pieces),
      WAGATE_FIELD(OrderPlaced, document, wagate::abi::kPersonal)};
};
