#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>

#include "row.h"

namespace wagate::transport_webhook {

class Dispatcher;

// How everybody else reaches the one thread that owns the outbox: threads that deliver events, HTTP
// answers, timers, REST requests. Lives as long as anybody holds it; closed, it takes nothing more, so
// an answer that comes after the end goes nowhere.
//
// Every member may be called from any thread.
class Mailbox {
 public:
  // Work for the dispatcher, on its thread.
  using Job = std::function<void(Dispatcher&)>;

  // One thing to do: an event to write down, or a job when there is one.
  struct Item {
    Row event;
    Job job;
  };

  Mailbox(std::uint64_t max_events, std::uint64_t max_event_bytes) : max_events_(max_events), max_bytes_(max_event_bytes) {}

  // False when as many events or bytes wait as may, or when it is closed.
  [[nodiscard]] bool offer(Row event);

  // Jobs are few and are always taken, but for a closed mailbox: false, and the job is destroyed.
  bool post(Job job);

  void set_limits(std::uint64_t max_events, std::uint64_t max_event_bytes);

  // All that came in, in order.
  std::deque<Item> take();

  // Waits until there is something or it is closed; false when it is closed and empty.
  bool wait();

  void close();

 private:
  std::mutex mutex_;
  std::condition_variable filled_;
  std::uint64_t max_events_;    // guarded by mutex_
  std::uint64_t max_bytes_;     // guarded by mutex_
  std::deque<Item> items_;      // guarded by mutex_
  std::uint64_t events_ = 0;    // guarded by mutex_
  std::uint64_t bytes_ = 0;     // guarded by mutex_
  bool closed_ = false;         // guarded by mutex_
};

}  // namespace wagate::transport_webhook
