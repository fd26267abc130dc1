#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "wagate/abi/basic.h"

namespace wagate::http_server {

// Tasks for later, to the nearest 10 ms: made for tens of thousands of heartbeats, so adding one
// is a push to a vector and nothing is ever searched or sorted. Used by one thread.
class TimerWheel {
 public:
  static constexpr std::int64_t kTickMs = 10;

  explicit TimerWheel(std::int64_t now_ms) : tick_(now_ms / kTickMs) {}
  TimerWheel(const TimerWheel&) = delete;
  TimerWheel& operator=(const TimerWheel&) = delete;
  ~TimerWheel() { release_all(); }

  // Takes the task. It becomes due after `delay_ms`, never earlier.
  void add(std::int64_t now_ms, std::int64_t delay_ms, abi::Task* task);

  // Runs and releases what is due. Tasks may add further ones.
  void run_due(std::int64_t now_ms);

  // Milliseconds until something may be due; -1 when the wheel is empty.
  std::int64_t next_ms(std::int64_t now_ms) const;

  // Releases every task without running it.
  void release_all();

  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t kSlots = 1024;  // 10 s a turn; longer delays stay for another one
  struct Entry {
    std::int64_t due_tick;
    abi::Task* task;
  };

  static std::size_t slot_of(std::int64_t tick) { return static_cast<std::size_t>(tick) % kSlots; }
  std::size_t distance_to_occupied(std::size_t slot) const;

  std::array<std::vector<Entry>, kSlots> slots_;
  std::array<std::uint64_t, kSlots / 64> occupied_{};  // a bit per slot that is not empty
  std::int64_t tick_;                                  // everything up to and including this tick has run
  std::size_t size_ = 0;
};

}  // namespace wagate::http_server
