#include "outbox.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace wagate::session_simulator {

void Outbox::put(Entry entry) {
  std::unique_lock lock(mutex_);
  if (!closed_) {
    entries_.push_back(std::move(entry));
    return;
  }
  lock.unlock();  // a refused entry may own a reply that calls back when it is destroyed
}

bool Outbox::drain() {
  {
    std::lock_guard lock(mutex_);
    if (draining_ || closed_) return true;
    draining_ = true;
  }
  for (;;) {
    Entry entry;
    {
      std::lock_guard lock(mutex_);
      if (closed_ || entries_.empty()) {
        draining_ = false;
        return true;
      }
      entry = std::move(entries_.front());
      entries_.pop_front();
      inside_.push_back(std::this_thread::get_id());
    }
    const bool full = entry() == abi::StatusCode::resource_exhausted;
    {
      std::lock_guard lock(mutex_);
      if (full && !closed_) {
        entries_.push_front(std::move(entry));
        draining_ = false;
      }
    }
    leave();
    if (full) return false;
  }
}

bool Outbox::close() {
  std::deque<Entry> dropped;  // destroyed after the lock
  std::unique_lock lock(mutex_);
  closed_ = true;
  dropped.swap(entries_);
  return left_.wait_for(lock, std::chrono::seconds(5), [this] { return only_this_thread_inside(); });
}

std::size_t Outbox::size() const {
  std::lock_guard lock(mutex_);
  return entries_.size();
}

bool Outbox::enter() {
  std::lock_guard lock(mutex_);
  if (closed_) return false;
  inside_.push_back(std::this_thread::get_id());
  return true;
}

void Outbox::leave() {
  std::lock_guard lock(mutex_);
  inside_.erase(std::find(inside_.begin(), inside_.end(), std::this_thread::get_id()));
  // Under the lock: the waiter may destroy the box as soon as it wakes.
  left_.notify_all();
}

bool Outbox::only_this_thread_inside() const {
  const auto self = std::this_thread::get_id();
  return std::all_of(inside_.begin(), inside_.end(), [&](std::thread::id id) { return id == self; });
}

}  // namespace wagate::session_simulator
