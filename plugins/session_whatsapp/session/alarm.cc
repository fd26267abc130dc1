#include "session/alarm.h"

#include <utility>

#include "wagate/task.h"

namespace wagate::session_whatsapp {

Alarm::~Alarm() { cancel(); }

void Alarm::set(std::int64_t after_ms, std::function<void()> function) {
  cancel();
  const std::uint64_t generation = state_->generation;
  auto ring = [this, state = state_, generation, function = std::move(function)] {
    // An alarm that is gone has counted on, so `this` is not touched then.
    if (state->generation != generation) return;
    timer_ = 0;
    ++state->generation;
    function();
  };
  timer_ = place_.timers.after(
      after_ms,
      make_task([lane = place_.lane, ring = std::move(ring), claim = place_.outstanding->claim()] {
        lane->post(ring);
      }));
}

void Alarm::cancel() {
  ++state_->generation;
  if (timer_ != 0) place_.timers.cancel(timer_);
  timer_ = 0;
}

}  // namespace wagate::session_whatsapp
