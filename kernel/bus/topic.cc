#include "kernel/bus/topic.h"

#include <utility>

namespace wagate {

thread_local constinit int HandlerScope::depth_ = 0;

// One subscription. Calls enter and leave; once it is inactive and nobody is inside, whoever notices
// first releases the subscriber, exactly once.
class Topic::Slot {
 public:
  Slot(std::string unit, abi::Subscriber* subscriber) : unit_(std::move(unit)), subscriber_(subscriber) {}
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  ~Slot() {
    if (state_ == State::held) subscriber_->release();  // the topic went with its subscribers
  }

  const std::string& unit() const { return unit_; }

  void call(const abi::EventView& event) {
    // Sequentially consistent, as in end(): either this call sees the end, or the end sees this call.
    in_flight_.fetch_add(1, std::memory_order_seq_cst);
    if (active_.load(std::memory_order_seq_cst)) {
      HandlerScope scope;
      subscriber_->on_event(event);
    }
    if (in_flight_.fetch_sub(1, std::memory_order_seq_cst) == 1 && !active_.load(std::memory_order_seq_cst)) {
      release_if_idle();
    }
  }

  // No new call starts. Outside of handlers it waits for running ones; inside it never waits.
  void end() {
    active_.store(false, std::memory_order_seq_cst);
    release_if_idle();
    if (HandlerScope::depth() > 0) return;
    std::unique_lock lock(mutex_);
    released_.wait(lock, [&] { return state_ == State::released; });
  }

 private:
  enum class State { held, releasing, released };

  void release_if_idle() {
    std::unique_lock lock(mutex_);
    if (state_ != State::held || in_flight_.load(std::memory_order_seq_cst) != 0) return;
    state_ = State::releasing;
    lock.unlock();
    {
      HandlerScope scope;  // the subscriber's destructor may end other subscriptions
      subscriber_->release();
    }
    lock.lock();
    state_ = State::released;
    released_.notify_all();
  }

  const std::string unit_;
  abi::Subscriber* const subscriber_;
  std::atomic<bool> active_{true};
  std::atomic<int> in_flight_{0};
  std::mutex mutex_;
  std::condition_variable released_;
  State state_ = State::held;  // guarded by mutex_
};

class Topic::Handle final : public abi::Subscription {
 public:
  Handle(Topic& topic, std::shared_ptr<Slot> slot) : topic_(topic), slot_(std::move(slot)) {}

  void release() noexcept override {
    topic_.erase(*slot_);
    slot_->end();
    delete this;
  }

 private:
  Topic& topic_;
  std::shared_ptr<Slot> slot_;
};

std::shared_ptr<const Topic::Slots> Topic::subscribers() {
  std::lock_guard lock(mutex_);
  return slots_;
}

abi::Subscription* Topic::subscribe(std::string unit, abi::Subscriber* subscriber) {
  auto slot = std::make_shared<Slot>(std::move(unit), subscriber);
  {
    std::lock_guard lock(mutex_);
    auto next = slots_ ? std::make_shared<Slots>(*slots_) : std::make_shared<Slots>();
    next->push_back(slot);
    count_.store(next->size(), std::memory_order_release);
    slots_ = std::move(next);
  }
  return new Handle(*this, std::move(slot));
}

void Topic::erase(const Slot& slot) {
  std::shared_ptr<const Slots> old;  // freed after the lock
  std::lock_guard lock(mutex_);
  if (!slots_) return;
  auto next = std::make_shared<Slots>();
  for (const auto& other : *slots_) {
    if (other.get() != &slot) next->push_back(other);
  }
  count_.store(next->size(), std::memory_order_release);
  old = std::exchange(slots_, std::move(next));
}

void Topic::dispatch(const Slots& slots, const abi::EventView& event) {
  for (const auto& slot : slots) slot->call(event);
}

std::size_t Topic::remove_unit(std::string_view unit) {
  const auto slots = subscribers();
  if (!slots) return 0;
  std::size_t removed = 0;
  for (const auto& slot : *slots) {
    if (slot->unit() != unit) continue;
    erase(*slot);
    slot->end();
    ++removed;
  }
  return removed;
}

}  // namespace wagate
