#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "wagate/abi/basic.h"

namespace wagate::session_simulator {

// Publishes what a session generates, in that order, holding no lock.
//
// Publishing runs filters and subscribers on the calling thread, and those may come back: a subscriber sends a
// text, an operator's handler closes the session. So a session, under its own lock, only puts entries in here;
// then, without its lock, calls drain(). Whoever drains first publishes everything, also what others put in
// meanwhile.
//
// Every member may be called from any thread, also from inside an entry.
class Outbox {
 public:
  // Publishes one thing. resource_exhausted: the bus is full, keep the entry and try again later.
  using Entry = std::function<abi::StatusCode()>;

  void put(Entry entry);

  // Runs the entries until none is left. Returns false when the bus is full: call again a little later.
  [[nodiscard]] bool drain();

  // Being inside publishing, for those who publish without the queue. Not inside once the box is closed.
  class Pass {
   public:
    explicit Pass(Outbox& box) : box_(box.enter() ? &box : nullptr) {}
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    ~Pass() {
      if (box_) box_->leave();
    }
    explicit operator bool() const { return box_ != nullptr; }

   private:
    Outbox* box_;
  };

  // Drops what waits and refuses what comes; returns when no other thread is publishing any more. A thread
  // that calls this from inside an entry does not wait for itself. Returns false when another thread was still
  // inside after five seconds.
  bool close();

  std::size_t size() const;

 private:
  bool enter();
  void leave();
  bool only_this_thread_inside() const;

  mutable std::mutex mutex_;
  std::condition_variable left_;
  std::deque<Entry> entries_;            // guarded by mutex_
  std::vector<std::thread::id> inside_;  // guarded by mutex_
  bool draining_ = false;                // guarded by mutex_
  bool closed_ = false;                  // guarded by mutex_
};

}  // namespace wagate::session_simulator
