#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>

namespace wagate::session_whatsapp {

// Counts what was handed to somebody else and may still run code of ours: timer tasks, executor tasks. The plugin's
// code may be unmapped after stop(), so stop() waits here until all of it has come back.
//
//   timers.after(ms, make_task([claim = outstanding->claim(), ...] { ... }));
//
// Every member may be called from any thread.
class Outstanding : public std::enable_shared_from_this<Outstanding> {
 public:
  // Counts as outstanding until the last copy is gone.
  using Claim = std::shared_ptr<void>;

  [[nodiscard]] Claim claim() {
    {
      std::lock_guard lock(mutex_);
      ++count_;
    }
    return Claim(static_cast<void*>(this), [self = shared_from_this()](void*) { self->give_back(); });
  }

  // Waits until nothing is outstanding or the time has passed; returns whether nothing is.
  [[nodiscard]] bool wait_until_none(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    return none_.wait_for(lock, limit, [this] { return count_ == 0; });
  }

 private:
  void give_back() {
    std::lock_guard lock(mutex_);
    if (--count_ == 0) none_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable none_;
  std::size_t count_ = 0;  // guarded by mutex_
};

}  // namespace wagate::session_whatsapp
