#include "kernel/core/timers.h"

#include <algorithm>
#include <chrono>

namespace wagate {
namespace {

// A delay longer than this is a mistake or "never"; it also keeps the sum from overflowing.
constexpr std::int64_t kLongestDelayMs = std::int64_t{1000} * 60 * 60 * 24 * 365 * 10;

}  // namespace

Timers::Timers(SystemClock& clock, Executor& executor) : clock_(clock), executor_(&executor) {
  thread_ = std::thread([this] { wait_and_post(); });
}

Timers::Timers(ManualClock& clock) : clock_(clock), manual_clock_(&clock) { clock.follow(*this); }

Timers::~Timers() { stop(); }

abi::TimerId Timers::after(std::int64_t delay_ms, abi::Task* task) noexcept {
  delay_ms = std::clamp<std::int64_t>(delay_ms, 0, kLongestDelayMs);
  const std::int64_t due = clock_.monotonic_ns() + delay_ms * 1'000'000;
  abi::TimerId id = 0;
  {
    std::lock_guard lock(mutex_);
    if (!stopping_) {
      id = ++last_id_;
      const bool first = queue_.empty() || due < queue_.begin()->first.first;
      queue_.emplace(Moment{due, id}, task);
      due_of_.emplace(id, due);
      if (first) changed_.notify_one();
    }
  }
  if (id == 0) task->release();
  return id;
}

bool Timers::cancel(abi::TimerId timer) noexcept {
  abi::Task* task = nullptr;
  {
    std::lock_guard lock(mutex_);
    const auto due = due_of_.find(timer);
    if (due == due_of_.end()) return false;
    const auto entry = queue_.find(Moment{due->second, timer});
    task = entry->second;
    queue_.erase(entry);
    due_of_.erase(due);
  }
  task->release();
  return true;
}

void Timers::stop() {
  std::map<Moment, abi::Task*> left;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    left.swap(queue_);
    due_of_.clear();
    changed_.notify_all();
  }
  if (manual_clock_) manual_clock_->unfollow(*this);
  if (thread_.joinable()) thread_.join();
  for (const auto& [moment, task] : left) task->release();
}

std::size_t Timers::pending() const {
  std::lock_guard lock(mutex_);
  return queue_.size();
}

void Timers::wait_and_post() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (queue_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const std::int64_t now = clock_.monotonic_ns();
    if (abi::Task* task = take_due(now)) {
      lock.unlock();
      executor_->post(task);
      lock.lock();
      continue;
    }
    changed_.wait_for(lock, std::chrono::nanoseconds(queue_.begin()->first.first - now));
  }
}

std::optional<std::int64_t> Timers::next_due_ns() {
  std::lock_guard lock(mutex_);
  if (queue_.empty()) return std::nullopt;
  return queue_.begin()->first.first;
}

void Timers::run_due() {
  const std::int64_t now = clock_.monotonic_ns();
  abi::Task* task = nullptr;
  {
    std::lock_guard lock(mutex_);
    task = take_due(now);
  }
  if (!task) return;
  task->run();  // one at a time: it may change what comes next
  task->release();
}

abi::Task* Timers::take_due(std::int64_t now) {
  if (queue_.empty() || queue_.begin()->first.first > now) return nullptr;
  const auto entry = queue_.begin();
  abi::Task* task = entry->second;
  due_of_.erase(entry->first.second);
  queue_.erase(entry);
  return task;
}

}  // namespace wagate
