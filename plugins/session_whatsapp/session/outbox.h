#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include "session/alarm.h"
#include "session/workplace.h"
#include "wagate/abi/basic.h"

namespace wagate::session_whatsapp {

// Publishes what a session has to tell, in that order, on a lane of its own: filters and subscribers run inside
// publishing and may take their time, and the session goes on meanwhile. When the bus is full, the first in the row
// waits and is tried again.
//
//   outbox.put([=] { return publish(event); }, [=] { acknowledge(); });
//
// Every member may be called from any thread.
class Outbox {
 public:
  static constexpr std::int64_t kRetryMs = 100;

  using Publish = std::function<abi::StatusCode()>;

  // The lane of `place` is the outbox's own, not the session's. `on_room` is called there whenever one thing fewer
  // waits.
  explicit Outbox(const Workplace& place, std::function<void()> on_room = {})
      : place_(place), on_room_(std::move(on_room)), retry_(place) {}

  // Queues one thing. `after` runs when it was published, whatever the answer but "the bus is full".
  void put(Publish publish, std::function<void()> after = {});

  std::size_t waiting() const { return waiting_; }

  // Forgets what waits; returns when nothing is being published any more, unless called from inside that.
  void shut();

 private:
  struct Entry {
    Publish publish;
    std::function<void()> after;
  };

  void pump();
  abi::StatusCode publish_front();

  const Workplace place_;
  const std::function<void()> on_room_;
  Alarm retry_;              // on the outbox's lane
  std::deque<Entry> queue_;  // on the outbox's lane
  std::atomic<std::size_t> waiting_{0};
};

}  // namespace wagate::session_whatsapp
