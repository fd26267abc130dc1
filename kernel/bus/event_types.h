#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kernel/bus/topic.h"
#include "wagate/abi/bus.h"

namespace wagate {

// A declared type of event: the kernel's own copy of its names and fields, and its subscribers.
struct BusType {
  abi::EventTypeId number = 0;
  std::atomic<const abi::EventType*> type{nullptr};  // the longest version declared so far
  Topic topic;
};

// Knows every type of event and refuses two units that mean different structs by one id.
//
// Within one id, fields are append-only: a unit built with an older header declares a prefix of the
// fields of a newer one, and both may publish and subscribe. The registry keeps copies, so that a
// type outlives the unit that declared it.
class EventTypes {
 public:
  static constexpr std::size_t kMaxTypes = 1024;
  static constexpr std::uint32_t kMaxFields = 256;
  static constexpr std::uint32_t kMaxFactsSize = 64 * 1024;

  EventTypes() = default;
  EventTypes(const EventTypes&) = delete;
  EventTypes& operator=(const EventTypes&) = delete;

  // See abi::Bus::declare().
  abi::StatusCode declare(const std::string& unit, const abi::EventType& type, abi::EventTypeId* number,
                          abi::ErrorOut& error);

  // Null when the number was never given out. Never waits.
  BusType* find(abi::EventTypeId number) {
    return number < kMaxTypes ? table_[number].load(std::memory_order_acquire) : nullptr;
  }

  // Calls `visit(BusType&)` for every type.
  template <typename Visit>
  void each(Visit&& visit) {
    for (auto& slot : table_) {
      if (BusType* type = slot.load(std::memory_order_acquire)) visit(*type);
    }
  }

 private:
  // A copy of an abi::EventType that owns what it points to.
  struct Copy {
    abi::EventType type{};
    std::string unit;  // who declared it first
    std::deque<std::string> texts;
    std::vector<abi::FieldInfo> fields;
  };

  struct Record {
    BusType bus_type;
    std::vector<std::unique_ptr<Copy>> versions;  // never shrinks: events on their way may point to an old one
  };

  static std::unique_ptr<Copy> copy(const std::string& unit, const abi::EventType& type);

  std::mutex mutex_;
  std::unordered_map<std::string, std::unique_ptr<Record>> by_id_;  // guarded by mutex_
  abi::EventTypeId last_number_ = 0;                                // guarded by mutex_
  std::array<std::atomic<BusType*>, kMaxTypes> table_{};
};

}  // namespace wagate
