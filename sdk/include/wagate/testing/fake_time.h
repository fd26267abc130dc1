#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "wagate/abi/host.h"
#include "wagate/owned.h"

namespace wagate::testing {

// Time that moves when told: a clock and the timers that hang on it.
//
//   time.advance(3000);  // runs everything that becomes due, in order, on this thread
class FakeTime final : public abi::Clock, public abi::Timers {
 public:
  explicit FakeTime(std::int64_t unix_ms = 1'768'485'802'518) : unix_ms_(unix_ms) {}
  ~FakeTime() { drop_all(); }

  std::int64_t unix_ms() noexcept override {
    std::lock_guard lock(mutex_);
    return unix_ms_;
  }
  std::int64_t monotonic_ns() noexcept override {
    std::lock_guard lock(mutex_);
    return elapsed_ms_ * 1'000'000 + 1;
  }

  abi::TimerId after(std::int64_t delay_ms, abi::Task* task) noexcept override {
    std::lock_guard lock(mutex_);
    const abi::TimerId id = ++last_id_;
    due_.emplace(std::pair(elapsed_ms_ + (delay_ms > 0 ? delay_ms : 0), id), Owned<abi::Task>(task));
    return id;
  }

  bool cancel(abi::TimerId timer) noexcept override {
    Owned<abi::Task> cancelled;  // released outside the lock: it may call back
    std::lock_guard lock(mutex_);
    for (auto entry = due_.begin(); entry != due_.end(); ++entry) {
      if (entry->first.second != timer) continue;
      cancelled = std::move(entry->second);
      due_.erase(entry);
      return true;
    }
    return false;
  }

  // Moves time and runs what becomes due, including what those tasks schedule in turn.
  void advance(std::int64_t ms) {
    std::unique_lock lock(mutex_);
    const std::int64_t target = elapsed_ms_ + ms;
    while (!due_.empty() && due_.begin()->first.first <= target) {
      move_to(due_.begin()->first.first);
      Owned<abi::Task> task = std::move(due_.begin()->second);
      due_.erase(due_.begin());
      lock.unlock();
      task->run();
      task.reset();
      lock.lock();
    }
    move_to(target);
  }

  // Milliseconds to the next timer, or -1 when none waits.
  std::int64_t next_due_in() {
    std::lock_guard lock(mutex_);
    return due_.empty() ? -1 : due_.begin()->first.first - elapsed_ms_;
  }
  std::size_t pending_timers() {
    std::lock_guard lock(mutex_);
    return due_.size();
  }

  void drop_all() {
    std::map<std::pair<std::int64_t, abi::TimerId>, Owned<abi::Task>> dropped;
    std::lock_guard lock(mutex_);
    dropped.swap(due_);
  }

 private:
  void move_to(std::int64_t elapsed) {
    if (elapsed <= elapsed_ms_) return;
    unix_ms_ += elapsed - elapsed_ms_;
    elapsed_ms_ = elapsed;
  }

  std::mutex mutex_;
  std::int64_t unix_ms_;
  std::int64_t elapsed_ms_ = 0;
  abi::TimerId last_id_ = 0;
  std::map<std::pair<std::int64_t, abi::TimerId>, Owned<abi::Task>> due_;
};

}  // namespace wagate::testing
