#pragma once

#include <cstdint>
#include <string>

#include "wagate/abi/http.h"

namespace wagate::transport_websocket {

struct Settings {
  std::string path = "/ws";
  std::uint64_t max_message_bytes = 1000000;
  std::uint64_t max_queue_bytes = 1048576;
  abi::OverflowPolicy overflow = abi::OverflowPolicy::disconnect;
  std::uint32_t max_queue_age_ms = 10000;
  std::uint32_t max_waiting_commands = 256;
};

// Why a connection was closed, beside the codes of RFC 6455 and the server's 4008 for slow clients.
inline constexpr std::uint32_t kCloseGoingAway = 1001;
inline constexpr std::uint32_t kCloseNoBinary = 1003;
inline constexpr std::uint32_t kClosePolicy = 1008;
inline constexpr std::uint32_t kCloseAccessWithdrawn = 4403;
inline constexpr std::uint32_t kCloseInstanceGone = 4404;

}  // namespace wagate::transport_websocket
