#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wagate/abi/event.h"
#include "wagate/events/catalog.h"

namespace wagate::filter_rules {

// Which events a rule is about.
//
// Events of the catalogue are bits of a mask. Events that other plugins declare are only known once
// those plugins run, so they are named by their bus id ("com.example.order/1") and compared as text.
class EventSet {
 public:
  // Every event there is.
  static EventSet everything();

  // Adds the events with this name: a wire name ("messages.upsert"), a configuration name
  // ("MESSAGES_UPSERT"), a glob over either ("messages.*"), "*" for everything, or a bus id. Throws
  // PluginError for a name that is none of them, with the name it probably should have been.
  void add(std::string_view name);

  void add(const EventSet& other);

  [[nodiscard]] bool contains(const abi::EventType& type) const;

  // The catalogue's part.
  [[nodiscard]] std::uint64_t mask() const { return mask_; }
  // Whether it may contain events that are not in the catalogue.
  [[nodiscard]] bool has_foreign() const { return everything_ || !ids_.empty(); }

 private:
  std::uint64_t mask_ = 0;
  bool everything_ = false;
  std::vector<std::string> ids_;
};

// The catalogue's name that is most like `name`; empty when none is like it.
std::string_view closest_event_name(std::string_view name);

}  // namespace wagate::filter_rules
