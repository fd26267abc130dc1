#pragma once

#include <cstdint>
#include <functional>

#include "session/alarm.h"
#include "session/workplace.h"
#include "store/session_store.h"

namespace wagate::session_whatsapp {

// Keeps a session small: forgets what is too old, at every login and once a day, and gives memory back when the session
// has been idle. Used on the lane.
class Housekeeping {
 public:
  static constexpr std::int64_t kDayMs = 86'400'000;
  static constexpr std::int64_t kIdleMs = 30'000;

  // `daily` is called as often as things are forgotten. The store outlives it.
  Housekeeping(const Workplace& place, SessionStore& store, std::function<void()> daily);

  // The account is online, or not any more.
  void online();
  void offline() { day_.cancel(); }

  // Something was done that may have used the store.
  void stir();

 private:
  void look_after();
  void look_whether_idle();

  const Workplace place_;
  SessionStore& store_;
  const std::function<void()> daily_;
  Alarm day_;
  Alarm idle_;
  std::int64_t last_stirred_ms_ = 0;
};

}  // namespace wagate::session_whatsapp
