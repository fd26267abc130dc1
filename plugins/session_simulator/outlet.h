#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "happening.h"
#include "wagate/plugin.h"

namespace wagate::session_simulator {

// Publishes happenings of every type of the catalogue through one door: it copies the facts by name
// into the event's struct, along the field tables of the event types. Cheap to call. [any]
class Outlet {
 public:
  // Throws PluginError when another unit declared one of the types with other fields.
  explicit Outlet(const PluginContext& context);

  // See abi::Bus::publish().
  abi::StatusCode publish(abi::InstanceKey instance, const Happening& happening) const;

  // The same with a document that somebody else keeps.
  abi::StatusCode publish(abi::InstanceKey instance, CatalogEvent event, const Facts& facts,
                          const abi::DocumentRef& document) const;

 private:
  // Where a fact of an event comes from.
  struct Copy {
    abi::FieldKind kind;
    std::uint32_t to;    // offset in the event's struct
    std::uint32_t from;  // offset in Facts
  };
  struct Type {
    abi::EventTypeId number = 0;
    std::uint64_t size = 0;
    std::vector<Copy> copies;
  };

  abi::Bus& bus_;
  std::array<Type, kCatalogSize> types_;
};

}  // namespace wagate::session_simulator
