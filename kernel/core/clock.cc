#include "kernel/core/clock.h"

#include <time.h>

#include <algorithm>

namespace wagate {
namespace {

std::int64_t nanoseconds(clockid_t which) {
  timespec now{};
  clock_gettime(which, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

std::int64_t SystemClock::unix_ms() noexcept { return nanoseconds(CLOCK_REALTIME) / 1'000'000; }

std::int64_t SystemClock::monotonic_ns() noexcept { return nanoseconds(CLOCK_MONOTONIC); }

std::int64_t ManualClock::unix_ms() noexcept {
  std::lock_guard lock(mutex_);
  return unix_ns_ / 1'000'000;
}

std::int64_t ManualClock::monotonic_ns() noexcept {
  std::lock_guard lock(mutex_);
  return monotonic_ns_;
}

void ManualClock::advance_ms(std::int64_t milliseconds) {
  const std::int64_t target = monotonic_ns() + milliseconds * 1'000'000;
  for (;;) {
    std::vector<Follower*> followers;
    {
      std::lock_guard lock(mutex_);
      followers = followers_;
    }
    Follower* first = nullptr;
    std::int64_t due = target;
    for (Follower* follower : followers) {
      const auto next = follower->next_due_ns();
      if (next && *next <= due && (!first || *next < due)) {
        first = follower;
        due = *next;
      }
    }
    {
      std::lock_guard lock(mutex_);
      if (due > monotonic_ns_) {  // something overdue does not turn time back
        unix_ns_ += due - monotonic_ns_;
        monotonic_ns_ = due;
      }
    }
    if (!first) return;
    first->run_due();
  }
}

void ManualClock::follow(Follower& follower) {
  std::lock_guard lock(mutex_);
  followers_.push_back(&follower);
}

void ManualClock::unfollow(Follower& follower) {
  std::lock_guard lock(mutex_);
  std::erase(followers_, &follower);
}

}  // namespace wagate
