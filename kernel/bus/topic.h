#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "wagate/abi/bus.h"

namespace wagate {

// Marks the calling thread as being inside a handler for as long as it lives. Whoever is inside
// never waits for another handler: two that removed each other would wait for ever.
class HandlerScope {
 public:
  HandlerScope() { ++depth_; }
  HandlerScope(const HandlerScope&) = delete;
  HandlerScope& operator=(const HandlerScope&) = delete;
  ~HandlerScope() { --depth_; }

  static int depth() { return depth_; }

 private:
  static thread_local constinit int depth_;
};

// The subscribers of one type of event.
//
// A dispatch works on a snapshot; the list is copied when it changes. No lock is held while a
// subscriber runs. Every member may be called from any thread, also inside a subscriber.
class Topic {
 public:
  Topic() = default;
  Topic(const Topic&) = delete;
  Topic& operator=(const Topic&) = delete;

  // Takes the subscriber. Its release() is called when the subscription ends: after the last
  // running call, and before abi::Subscription::release() returns when that is called outside of
  // any handler. The topic outlives the subscription.
  abi::Subscription* subscribe(std::string unit, abi::Subscriber* subscriber);

  // The subscribers as they are now. Take it before you look which version of the type is current:
  // whoever subscribed has declared its version before.
  class Slot;
  using Slots = std::vector<std::shared_ptr<Slot>>;
  std::shared_ptr<const Slots> subscribers();  // null when there are none

  // Calls each of them, unless its subscription has ended.
  static void dispatch(const Slots& slots, const abi::EventView& event);

  bool empty() const { return count_.load(std::memory_order_acquire) == 0; }

  // Ends every subscription of the unit, waits for running calls, and returns how many there were.
  // Not from inside a handler.
  std::size_t remove_unit(std::string_view unit);

 private:
  class Handle;

  void erase(const Slot& slot);

  std::mutex mutex_;
  std::shared_ptr<const Slots> slots_;  // guarded by mutex_; null when there are none
  std::atomic<std::size_t> count_{0};
};

}  // namespace wagate
