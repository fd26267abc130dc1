#pragma once

#include <cstdint>

#include "wagate/abi/basic.h"

namespace wagate::abi {

enum class FieldKind : std::uint32_t { text = 1, boolean = 2, integer = 3, document = 4 };

enum FieldFlags : std::uint32_t {
  kPersonal = 1u << 0,  // masked in logs
};

// One member of an event struct. From this table the kernel copies, masks, prints and edits
// events without running the publisher's code.
struct FieldInfo {
  const char* name;
  FieldKind kind;
  std::uint32_t offset;  // bytes from the start of the struct
  std::uint32_t flags;   // FieldFlags
  std::uint32_t reserved;
};

inline constexpr std::uint32_t kNotInCatalog = 0xFFFFFFFFu;

// A type of event and its three names.
struct EventType {
  std::uint32_t size;           // of this struct
  std::uint32_t catalog_index;  // position in events/catalog.h, or kNotInCatalog; bit number in selections
  const char* id;               // on the bus: "wagate.messages.upsert/1"
  const char* wire;             // in envelopes: "messages.upsert"; empty: never leaves the gateway
  const char* config;           // in per-instance selections: "MESSAGES_UPSERT"
  const FieldInfo* fields;
  std::uint32_t field_count;
  std::uint32_t facts_size;     // sizeof the struct
};

// What travels beside an event.
struct EventMeta {
  std::uint32_t size = sizeof(EventMeta);
  std::uint32_t reserved = 0;
  std::uint64_t event_id = 0;  // unique in the process, growing
  std::uint64_t sequence = 0;  // per instance, 1, 2, 3 ...; 0 for events without an instance
  std::int64_t at_ms = 0;      // Unix milliseconds, when it was published
  InstanceKey instance = 0;
  StringRef instance_name;
  StringRef instance_id;       // UUID
  StringRef sender;            // JID of the paired account; empty until it has been open once
  StringRef publisher;         // unit that published it
};

// An event as filters and subscribers see it: the type, the facts (a struct of that type) and the
// metadata. Everything is borrowed.
struct EventView {
  const EventType* type = nullptr;
  const void* facts = nullptr;
  std::uint64_t facts_size = 0;  // at least type->facts_size: the kernel zero-fills a shorter struct
  const EventMeta* meta = nullptr;
};

}  // namespace wagate::abi
