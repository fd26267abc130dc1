#include "mailbox.h"

#include <utility>

namespace wagate::transport_webhook {

bool Mailbox::offer(Row event) {
  std::lock_guard lock(mutex_);
  if (closed_ || events_ >= max_events_ || bytes_ + event.body.size() > max_bytes_) return false;
  ++events_;
  bytes_ += event.body.size();
  items_.push_back({std::move(event), nullptr});
  filled_.notify_one();
  return true;
}

bool Mailbox::post(Job job) {
  std::lock_guard lock(mutex_);
  if (closed_) return false;
  items_.push_back({Row(), std::move(job)});
  filled_.notify_one();
  return true;
}

void Mailbox::set_limits(std::uint64_t max_events, std::uint64_t max_event_bytes) {
  std::lock_guard lock(mutex_);
  max_events_ = max_events;
  max_bytes_ = max_event_bytes;
}

std::deque<Mailbox::Item> Mailbox::take() {
  std::lock_guard lock(mutex_);
  events_ = 0;
  bytes_ = 0;
  return std::exchange(items_, {});
}

bool Mailbox::wait() {
  std::unique_lock lock(mutex_);
  filled_.wait(lock, [this] { return closed_ || !items_.empty(); });
  return !items_.empty();
}

void Mailbox::close() {
  std::lock_guard lock(mutex_);
  closed_ = true;
  filled_.notify_all();
}

}  // namespace wagate::transport_webhook
