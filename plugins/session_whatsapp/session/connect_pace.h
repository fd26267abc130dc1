#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <mutex>

namespace wagate::session_whatsapp {

// How fast the sessions of a process may begin to connect, together: a few at once, the others one after the other. When a
// server restarts, or the gateway does, hundreds of sessions want to connect in the same moment, from one address. One
// session alone never waits. Every member may be called from any thread.
class ConnectPace {
 public:
  static constexpr std::int64_t kAtOnce = 10;
  static constexpr std::int64_t kGapMs = 25;

  // Takes a turn and returns how long to wait for it.
  std::int64_t wait_ms(std::int64_t now_ms) {
    std::lock_guard lock(mutex_);
    const std::int64_t turn = std::max(next_ms_, now_ms - (kAtOnce - 1) * kGapMs);
    next_ms_ = turn + kGapMs;
    return std::max<std::int64_t>(turn - now_ms, 0);
  }

 private:
  std::mutex mutex_;
  std::int64_t next_ms_ = std::numeric_limits<std::int64_t>::min();  // guarded by mutex_
};

}  // namespace wagate::session_whatsapp
