#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <utility>

#include "kernel/core/clock.h"
#include "kernel/core/executor.h"
#include "wagate/abi/host.h"

namespace wagate {

// Runs tasks later. With the system clock, one thread waits for the next moment and posts what is
// due to the executor. With a ManualClock there is no thread: advance_ms() runs what is due on its
// own thread, ordered by time and then by registration, so that tests see one order only.
//
// stop() releases what has not run. After it, after() releases its task at once.
class Timers final : public abi::Timers, private ManualClock::Follower {
 public:
  Timers(SystemClock& clock, Executor& executor);
  explicit Timers(ManualClock& clock);
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;
  ~Timers();

  abi::TimerId after(std::int64_t delay_ms, abi::Task* task) noexcept override;
  bool cancel(abi::TimerId timer) noexcept override;

  void stop();

  std::size_t pending() const;

 private:
  using Moment = std::pair<std::int64_t, abi::TimerId>;  // due, then order of registration

  void wait_and_post();
  std::optional<std::int64_t> next_due_ns() override;
  void run_due() override;
  abi::Task* take_due(std::int64_t now);  // null when nothing is due; mutex_ held

  abi::Clock& clock_;
  Executor* executor_ = nullptr;         // null with a manual clock
  ManualClock* manual_clock_ = nullptr;  // null with the system clock
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Moment, abi::Task*> queue_;                       // guarded by mutex_
  std::unordered_map<abi::TimerId, std::int64_t> due_of_;    // guarded by mutex_
  abi::TimerId last_id_ = 0;                                 // guarded by mutex_
  bool stopping_ = false;                                    // guarded by mutex_
  std::thread thread_;
};

}  // namespace wagate
