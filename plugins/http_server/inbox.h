#pragma once

#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "wagate/abi/basic.h"

namespace wagate::http_server {

// Work that other threads hand to a loop.
//
// Waking a sleeping thread costs the sender 12 us, a push 50 ns. So the inbox knows whether its
// loop sleeps, and only the push that finds it asleep is told to wake it. Both are decided under
// one lock: no wake-up is lost, and none is done twice.
class Inbox {
 public:
  struct Item {
    abi::Task* task;
    std::int64_t delay_ms;  // 0: now
    bool internal;          // the server's own: runs even while the loop stops
  };

  enum class Push { accepted, accepted_wake, closed };

  // [any] `closed`: the caller keeps the task.
  [[nodiscard]] Push push(Item item) {
    std::lock_guard lock(mutex_);
    if (closed_) return Push::closed;
    items_.push_back(item);
    return std::exchange(asleep_, false) ? Push::accepted_wake : Push::accepted;
  }

  // Moves everything to the end of `out`. [loop]
  void take(std::vector<Item>& out) {
    std::lock_guard lock(mutex_);
    if (out.empty()) {
      out.swap(items_);
    } else {
      out.insert(out.end(), items_.begin(), items_.end());
      items_.clear();
    }
  }

  // Returns whether the loop may sleep: nothing has come in. [loop]
  [[nodiscard]] bool fall_asleep() {
    std::lock_guard lock(mutex_);
    asleep_ = items_.empty();
    return asleep_;
  }

  void wake_up() {
    std::lock_guard lock(mutex_);
    asleep_ = false;
  }

  // Later pushes are refused; hands out what is left. [loop]
  std::vector<Item> close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
    return std::move(items_);
  }

 private:
  std::mutex mutex_;
  std::vector<Item> items_;
  bool asleep_ = false;
  bool closed_ = false;
};

}  // namespace wagate::http_server
