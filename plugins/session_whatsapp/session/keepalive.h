#pragma once

#include <cstdint>
#include <functional>

#include "session/alarm.h"
#include "session/wire.h"
#include "session/workplace.h"

namespace wagate::session_whatsapp {

// Keeps a connection alive with a ping now and then, and notices when the other side has fallen silent: TCP alone would
// not tell for many minutes. Used on the lane.
class Keepalive {
 public:
  static constexpr std::int64_t kLeastMs = 20'000;  // between pings
  static constexpr std::int64_t kMostMs = 30'000;
  static constexpr std::int64_t kSilenceMs = 60'000;

  // `last_heard_ns` says when something came last, in nanoseconds of the clock; `lost` is called once. While nothing is
  // read from the socket, silence means nothing.
  Keepalive(const Workplace& place, Wire& wire, std::function<std::int64_t()> last_heard_ns,
            std::function<void()> lost, std::function<bool()> is_reading_paused);

  void start() { schedule(); }

 private:
  void schedule();
  void tick();

  const Workplace place_;
  Wire& wire_;
  const std::function<std::int64_t()> last_heard_ns_;
  const std::function<void()> lost_;
  const std::function<bool()> is_reading_paused_;
  Alarm alarm_;
};

}  // namespace wagate::session_whatsapp
