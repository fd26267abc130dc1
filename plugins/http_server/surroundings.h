#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "wagate/abi/host.h"
#include "wagate/abi/metrics.h"
#include "wagate/log.h"

namespace wagate::http_server {

// Figures of the unit; null when the kernel counts nothing.
struct Counters {
  abi::Counter* connections = nullptr;
  abi::Counter* requests = nullptr;
  abi::Counter* messages_sent = nullptr;
  abi::Counter* bytes_sent = nullptr;
  abi::Counter* slow_consumers = nullptr;
  abi::Counter* dropped_messages = nullptr;

  static void add(abi::Counter* counter, std::uint64_t amount) {
    if (counter && amount > 0) counter->add(amount);
  }
};

struct Limits {
  std::uint32_t max_connections = 100000;
  std::uint32_t max_connections_per_address = 0;  // no limit
  std::size_t max_head_bytes = 16384;
  std::size_t max_headers = 100;
  std::uint64_t max_stream_bytes = 8388608;
  std::uint64_t max_bodies_bytes = 268435456;  // of all requests together
  std::int64_t head_timeout_ms = 15000;
  std::int64_t keep_alive_timeout_ms = 75000;
  std::int64_t stalled_timeout_ms = 60000;  // no progress in a body, or in taking an answer
  std::int64_t drain_ms = 2000;             // for what is queued when the server stops

  bool operator==(const Limits&) const = default;
};

// Counts the request bodies that are held, all connections together. Whether a request has a key is
// known only after its body, so the limit of one body times the connections would be no limit.
class BodyBudget {
 public:
  // False when that would be more than `limit` bytes; then nothing was taken.
  [[nodiscard]] bool take(std::uint64_t bytes, std::uint64_t limit) {
    if (held_.fetch_add(bytes, std::memory_order_relaxed) + bytes <= limit) return true;
    give_back(bytes);
    return false;
  }
  void give_back(std::uint64_t bytes) { held_.fetch_sub(bytes, std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> held_{0};
};

// What loops and connections share and never change. Outlives them.
struct Surroundings {
  Logger log;
  abi::Clock& clock;
  Counters counters;
  Limits limits;
  std::shared_ptr<BodyBudget> bodies = std::make_shared<BodyBudget>();
};

// How long a connection that is on its way out may take: the peer's close frame, or the rest of
// an answer.
inline constexpr std::int64_t kFarewellMs = 2000;

}  // namespace wagate::http_server
