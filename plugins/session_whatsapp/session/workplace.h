#pragma once

#include <cstdint>
#include <memory>

#include "session/lane.h"
#include "session/outstanding.h"
#include "wagate/abi/host.h"

namespace wagate::session_whatsapp {

// Where the work of one session is done, and what tells it the time. Everything it refers to outlives it.
struct Workplace {
  abi::Clock& clock;
  abi::Timers& timers;
  std::shared_ptr<Lane> lane;
  std::shared_ptr<Outstanding> outstanding;

  std::int64_t now_ms() const { return clock.monotonic_ns() / 1'000'000; }
};

}  // namespace wagate::session_whatsapp
