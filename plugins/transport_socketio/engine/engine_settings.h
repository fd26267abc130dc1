#pragma once

#include <cstdint>
#include <string>

#include "wagate/abi/http.h"

namespace wagate::transport_socketio {

// What the Engine.IO layer is told by the configuration.
struct EngineSettings {
  std::string path = "/socket.io/";
  bool polling = true;
  bool websocket = true;
  bool allow_upgrades = true;
  std::int64_t ping_interval_ms = 25000;
  std::int64_t ping_timeout_ms = 20000;
  std::int64_t upgrade_timeout_ms = 10000;
  std::int64_t close_wait_ms = 30000;  // how long an orderly end waits for the next GET
  std::uint64_t max_payload_bytes = 1000000;
  std::uint64_t max_queue_bytes = 1048576;
  abi::OverflowPolicy overflow = abi::OverflowPolicy::disconnect;
  std::uint32_t max_queue_age_ms = 10000;
  std::uint64_t max_sessions = 100000;  // a polling session needs no connection of its own
};

}  // namespace wagate::transport_socketio
