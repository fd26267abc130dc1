#pragma once

#include <cstdint>

#include "wagate/abi/plugin.h"
#include "wagate/abi/stamp.h"

namespace wagate::abi {

enum ServiceFlags : std::uint32_t {
  kServiceRequired = 1u << 0,  // in `needs`: the unit cannot start without it; otherwise optional
  kFilterIntake = 1u << 1,     // in `offers` of wagate.event_filter/1: once per event
  kFilterDelivery = 1u << 2,   // in `offers` of wagate.event_filter/1: once per event and audience
};

struct ServiceDecl {
  const char* id;  // "wagate.auth/1"
  std::uint32_t flags;
  std::uint32_t reserved;
};

enum DescriptorFlags : std::uint32_t {
  kMultiUnit = 1u << 0,     // may be configured more than once
  kHoldsEvents = 1u << 1,   // its filter may answer Verdict::hold
  kExclusive = 1u << 2,     // owns something that two units cannot share, e.g. a port

  // Its authenticate() and execute() return at once: they wait for no disk, no network and no lock that is
  // held while something waits. Then the unit is called in place, on whatever thread asks (often an I/O
  // loop with all its clients), which saves the hop to the executor. A unit that says so and blocks
  // nevertheless holds up the whole gateway.
  kNeverBlocks = 1u << 3,
};

// What a plugin file offers, needs and accepts. Static data of the image: valid while it is mapped.
struct Descriptor {
  std::uint32_t size;
  std::uint32_t flags;        // DescriptorFlags
  const Stamp* stamp;         // equals, byte for byte, the stamp read from the file
  const char* config_schema;  // JSON Schema of [plugin.config], never null; see docs/reference/schema.md
  const char* summary;        // one sentence for `wagate plugins list`, never null
  const ServiceDecl* offers;
  std::uint64_t offers_count;
  const ServiceDecl* needs;
  std::uint64_t needs_count;

  // Makes one unit. On failure returns a code, writes a sentence, and leaves `out` alone.
  // The host outlives the plugin. [control]
  StatusCode (*create)(Host* host, const UnitSpec* unit, Plugin** out, ErrorOut* error);
};

// The one function a plugin file exports.
using EntryFunction = const Descriptor* (*)();
inline constexpr char kEntrySymbol[] = "wagate_plugin_entry_v1";

}  // namespace wagate::abi
