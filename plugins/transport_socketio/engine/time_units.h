#pragma once

#include <cstdint>

namespace wagate::transport_socketio {

// The clock counts nanoseconds, configuration and timers milliseconds.
inline constexpr std::int64_t kNsPerMs = 1'000'000;

}  // namespace wagate::transport_socketio
