#pragma once

#include <cstdint>

#include "cors.h"
#include "wagate/abi/host.h"
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
  std::size_t max_head_bytes = 16384;
  std::size_t max_headers = 100;
  std::uint64_t max_stream_bytes = 8388608;
  std::int64_t head_timeout_ms = 15000;
  std::int64_t keep_alive_timeout_ms = 75000;
  std::int64_t stalled_timeout_ms = 60000;  // no progress in a body, or in taking an answer
  std::int64_t drain_ms = 2000;             // for what is queued when the server stops
};

// What loops and connections share and never change. Outlives them.
struct Surroundings {
  Logger log;
  abi::Clock& clock;
  Counters counters;
  Limits limits;
  CorsPolicy cors;
};

// How long a connection that is on its way out may take: the peer's close frame, or the rest of
// an answer.
inline constexpr std::int64_t kFarewellMs = 2000;

}  // namespace wagate::http_server
