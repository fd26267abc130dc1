#include "live_calls.h"

#include "call.h"

namespace wagate::api_rest {

bool LiveCalls::is_full() const {
  std::lock_guard lock(mutex_);
  return count_ >= limit_;
}

void LiveCalls::enter() {
  std::lock_guard lock(mutex_);
  ++count_;
}

void LiveCalls::leave() {
  // Notified under the lock: the waiter may go away as soon as it wakes.
  std::lock_guard lock(mutex_);
  if (--count_ == 0) idle_.notify_all();
}

void LiveCalls::remember(abi::HttpExchange* exchange, const std::shared_ptr<Call>& call) {
  std::lock_guard lock(mutex_);
  by_exchange_[exchange] = call;
}

void LiveCalls::forget(abi::HttpExchange* exchange) {
  std::lock_guard lock(mutex_);
  by_exchange_.erase(exchange);
}

std::shared_ptr<Call> LiveCalls::find(abi::HttpExchange* exchange) const {
  std::lock_guard lock(mutex_);
  const auto entry = by_exchange_.find(exchange);
  return entry == by_exchange_.end() ? nullptr : entry->second.lock();
}

std::vector<std::shared_ptr<Call>> LiveCalls::all() const {
  std::vector<std::shared_ptr<Call>> calls;
  std::lock_guard lock(mutex_);
  for (const auto& [exchange, call] : by_exchange_)
    if (auto alive = call.lock()) calls.push_back(std::move(alive));
  return calls;
}

bool LiveCalls::wait_idle(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return idle_.wait_for(lock, patience, [&] { return count_ == 0; });
}

}  // namespace wagate::api_rest
