#include "session/housekeeping.h"

#include <utility>

#include "crypto/random.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::uint32_t kSpreadMs = 3'600'000;  // sessions that were opened together are not looked after together

}  // namespace

Housekeeping::Housekeeping(const Workplace& place, SessionStore& store, std::function<void()> daily)
    : place_(place), store_(store), daily_(std::move(daily)), day_(place), idle_(place) {}

void Housekeeping::online() {
  look_after();
  stir();
}

void Housekeeping::look_after() {
  day_.set(kDayMs - random_below(kSpreadMs), [this] {
    look_after();
    stir();
  });
  store_.prune(place_.clock.unix_ms() / 1'000);
  daily_();
}

void Housekeeping::stir() {
  last_stirred_ms_ = place_.now_ms();
  if (!idle_.is_set()) idle_.set(kIdleMs, [this] { look_whether_idle(); });
}

void Housekeeping::look_whether_idle() {
  const std::int64_t quiet_ms = place_.now_ms() - last_stirred_ms_;
  if (quiet_ms < kIdleMs) return idle_.set(kIdleMs - quiet_ms, [this] { look_whether_idle(); });
  store_.rest();
}

}  // namespace wagate::session_whatsapp
