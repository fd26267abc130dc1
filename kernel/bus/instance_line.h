#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "kernel/bus/event_box.h"
#include "wagate/abi/event.h"

namespace wagate {

struct BusType;

// An event that waits for its turn.
struct BoxedEvent {
  BusType* type = nullptr;
  const abi::EventType* version = nullptr;  // the field table the box was made with
  EventBox box;
  std::shared_ptr<const std::string> publisher;
  std::uint64_t event_id = 0;
  std::uint64_t sequence = 0;
  std::int64_t at_ms = 0;
};

// The line of one instance: at most one event of it is being worked on, by whichever thread set
// `busy`. That thread owns the line until it clears the flag or hands it to another (executor, held
// event).
struct InstanceLine {
  InstanceLine(abi::InstanceKey line_key, std::string instance_name, std::string instance_id)
      : key(line_key), name(std::move(instance_name)), id(std::move(instance_id)) {}

  const abi::InstanceKey key;
  const std::string name;
  const std::string id;

  std::mutex mutex;
  bool busy = false;                          // guarded by mutex
  bool closed = false;                        // guarded by mutex
  std::uint64_t last_sequence = 0;            // guarded by mutex
  std::size_t waiting_bytes = 0;              // guarded by mutex
  std::deque<BoxedEvent> waiting;             // guarded by mutex
  std::shared_ptr<const std::string> sender;  // guarded by mutex; null when unknown
  std::atomic<std::uint32_t> sender_version{0};
  std::function<void()> after_close;          // guarded by mutex
};

}  // namespace wagate
