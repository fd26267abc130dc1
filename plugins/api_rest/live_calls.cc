#include "live_calls.h"

#include <utility>

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

void LiveCalls::remember(abi::HttpExchange* exchange, const std::shared_ptr<Call>& call, Until until) {
  std::lock_guard lock(mutex_);
  by_exchange_[exchange] = {call, until == Until::body ? call : nullptr};
}

// A call is never released in here: its end comes back to leave().
std::shared_ptr<Call> LiveCalls::go_on(abi::HttpExchange* exchange) {
  std::lock_guard lock(mutex_);
  const auto entry = by_exchange_.find(exchange);
  return entry == by_exchange_.end() ? nullptr : std::move(entry->second.kept);
}

std::shared_ptr<Call> LiveCalls::forget(abi::HttpExchange* exchange) {
  std::lock_guard lock(mutex_);
  const auto entry = by_exchange_.find(exchange);
  if (entry == by_exchange_.end()) return nullptr;
  std::shared_ptr<Call> kept = std::move(entry->second.kept);
  by_exchange_.erase(entry);
  return kept;
}

std::shared_ptr<Call> LiveCalls::find(abi::HttpExchange* exchange) const {
  std::lock_guard lock(mutex_);
  const auto entry = by_exchange_.find(exchange);
  return entry == by_exchange_.end() ? nullptr : entry->second.call.lock();
}

std::vector<std::shared_ptr<Call>> LiveCalls::all() const {
  std::vector<std::shared_ptr<Call>> calls;
  std::lock_guard lock(mutex_);
  for (const auto& [exchange, entry] : by_exchange_)
    if (auto alive = entry.call.lock()) calls.push_back(std::move(alive));
  return calls;
}

std::vector<std::shared_ptr<Call>> LiveCalls::waiting_for_body() const {
  std::vector<std::shared_ptr<Call>> calls;
  std::lock_guard lock(mutex_);
  for (const auto& [exchange, entry] : by_exchange_)
    if (entry.kept) calls.push_back(entry.kept);
  return calls;
}

bool LiveCalls::wait_idle(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return idle_.wait_for(lock, patience, [&] { return count_ == 0; });
}

}  // namespace wagate::api_rest
