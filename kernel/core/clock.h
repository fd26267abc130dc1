#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "wagate/abi/host.h"

namespace wagate {

// The real time.
class SystemClock final : public abi::Clock {
 public:
  std::int64_t unix_ms() noexcept override;
  std::int64_t monotonic_ns() noexcept override;
};

// Time that stands still until told otherwise.
//
// Whatever waits for a moment (Timers) follows this clock as a Follower instead of waiting in a
// thread: advance() stops at each moment a follower waits for and lets it act on the calling
// thread, so a test that advances by ten minutes sees everything in the order it would happen.
class ManualClock final : public abi::Clock {
 public:
  class Follower {
   public:
    // The next moment of interest in monotonic nanoseconds, if any.
    virtual std::optional<std::int64_t> next_due_ns() = 0;

    // The clock has reached (or passed) that moment.
    virtual void run_due() = 0;

   protected:
    ~Follower() = default;
  };

  static constexpr std::int64_t kDefaultStartMs = 1'772'460'667'412;  // 2026-03-02T14:11:07.412Z

  explicit ManualClock(std::int64_t start_unix_ms = kDefaultStartMs) : unix_ns_(start_unix_ms * 1'000'000) {}

  std::int64_t unix_ms() noexcept override;
  std::int64_t monotonic_ns() noexcept override;

  // Moves both clocks on. Not to be called from a task that a follower runs.
  void advance_ms(std::int64_t milliseconds);

  void follow(Follower& follower);
  void unfollow(Follower& follower);

 private:
  std::mutex mutex_;
  std::int64_t unix_ns_;                 // guarded by mutex_
  std::int64_t monotonic_ns_ = 1'000'000'000;  // guarded by mutex_
  std::vector<Follower*> followers_;     // guarded by mutex_
};

}  // namespace wagate
