#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>

namespace wagate::session_simulator {

// Counts work that was handed to somebody else: timer tasks, executor tasks, questions to the access
// service. A plugin's code may be unmapped after stop(), so stop() waits here until nothing is left
// outside.
//
//   timers.after(ms, make_task([flight = flights->take_off(), ...] { ... }));
//
// Every member may be called from any thread.
class Flights : public std::enable_shared_from_this<Flights> {
 public:
  // Out until the last copy of the handle is gone.
  using Flight = std::shared_ptr<void>;

  [[nodiscard]] Flight take_off() {
    {
      std::lock_guard lock(mutex_);
      ++out_;
    }
    return Flight(static_cast<void*>(this), [self = shared_from_this()](void*) { self->land(); });
  }

  // Waits until nothing is out or the time has passed; returns whether nothing is.
  [[nodiscard]] bool wait_all_landed(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    return empty_.wait_for(lock, limit, [this] { return out_ == 0; });
  }

 private:
  void land() {
    std::lock_guard lock(mutex_);
    if (--out_ == 0) empty_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable empty_;
  std::size_t out_ = 0;  // guarded by mutex_
};

}  // namespace wagate::session_simulator
