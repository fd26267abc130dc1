#include "kernel/core/executor.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace wagate {
namespace {

// A function as a task that hands its exceptions to the pool's fault handler: run() itself may not throw.
class GuardedFunction final : public abi::Task {
 public:
  GuardedFunction(std::function<void()> function, const Executor::FaultHandler& on_fault)
      : function_(std::move(function)), on_fault_(on_fault) {}

  void run() noexcept override {
    try {
      function_();
    } catch (const std::exception& failure) {
      if (on_fault_) on_fault_(failure.what());
    } catch (...) {
      if (on_fault_) on_fault_("something that is not a std::exception");
    }
  }

  void release() noexcept override { delete this; }

 private:
  std::function<void()> function_;
  const Executor::FaultHandler& on_fault_;
};

}  // namespace

Executor::Executor(std::size_t threads, FaultHandler on_fault, Growth growth)
    : on_fault_(std::move(on_fault)), base_threads_(threads == 0 ? 1 : threads), growth_(growth) {
  std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < base_threads_; ++i) add_worker();
  watcher_ = std::thread([this] { watch(); });
}

Executor::~Executor() { stop(); }

void Executor::add_worker() {
  const auto self = workers_.emplace(workers_.end());
  self->thread = std::thread([this, self] { run(self); });
}

void Executor::post(abi::Task* task) noexcept {
  {
    std::lock_guard lock(mutex_);
    if (!stopping_) {
      queue_.push_back(task);
      if (idle_workers_ > 0) {
        work_.notify_one();
      } else {
        wake_watcher();
      }
      return;
    }
  }
  task->release();
}

void Executor::wake_watcher() {
  if (std::exchange(watching_, true)) return;
  starving_.notify_one();
}

void Executor::post_function(std::function<void()> function) {
  post(new GuardedFunction(std::move(function), on_fault_));
}

void Executor::wait_idle() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return queue_.empty() && running_ == 0; });
}

bool Executor::wait_idle(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return idle_.wait_for(lock, patience, [this] { return queue_.empty() && running_ == 0; });
}

void Executor::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    work_.notify_all();
    starving_.notify_all();
  }
  if (watcher_.joinable()) watcher_.join();
  Workers workers;
  std::vector<std::thread> ended;
  {
    // A worker keeps the place of its own entry in the list; swapping lists does not move it.
    std::lock_guard lock(mutex_);
    workers.swap(workers_);
    ended.swap(ended_);
  }
  for (Worker& worker : workers) worker.thread.join();
  for (std::thread& thread : ended) thread.join();
}

std::size_t Executor::queued() const {
  std::lock_guard lock(mutex_);
  return queue_.size();
}

std::size_t Executor::threads() const {
  std::lock_guard lock(mutex_);
  return workers_.size();
}

void Executor::run(Workers::iterator self) {
  std::unique_lock lock(mutex_);
  while (wait_for_work(lock)) {
    abi::Task* task = queue_.front();
    queue_.pop_front();
    if (starved()) wake_watcher();
    ++running_;
    self->busy = true;
    self->started = std::chrono::steady_clock::now();
    lock.unlock();
    task->run();
    task->release();
    lock.lock();
    self->busy = false;
    --running_;
    if (queue_.empty() && running_ == 0) idle_.notify_all();
  }
  if (stopping_) return;  // stop() joins it
  ended_.push_back(std::move(self->thread));
  workers_.erase(self);
}

bool Executor::wait_for_work(std::unique_lock<std::mutex>& lock) {
  const auto woken = [this] { return stopping_ || !queue_.empty(); };
  for (;;) {
    if (!queue_.empty()) return true;
    if (stopping_) return false;
    ++idle_workers_;
    bool found = true;
    if (workers_.size() > base_threads_) {
      found = work_.wait_for(lock, growth_.linger, woken);
    } else {
      work_.wait(lock, woken);
    }
    --idle_workers_;
    // Those that hang do not count: without this thread there would still be a whole pool.
    if (!found && idle_workers_ >= base_threads_) return false;
  }
}

std::size_t Executor::stuck() const {
  const auto since = std::chrono::steady_clock::now() - growth_.patience;
  return static_cast<std::size_t>(std::count_if(
      workers_.begin(), workers_.end(), [since](const Worker& worker) { return worker.busy && worker.started <= since; }));
}

void Executor::watch() {
  std::unique_lock lock(mutex_);
  for (;;) {
    while (!stopping_ && !starved()) {
      // Before every wait: woken for nothing, because a worker was free again by then, it must be woken anew.
      watching_ = false;
      starving_.wait(lock);
    }
    watching_ = true;
    if (stopping_) return;
    starving_.wait_for(lock, growth_.patience, [this] { return stopping_; });
    if (stopping_) return;
    std::vector<std::thread> ended;
    ended.swap(ended_);
    if (starved() && workers_.size() < base_threads_ + std::min(stuck(), growth_.extra_threads)) add_worker();
    lock.unlock();
    for (std::thread& thread : ended) thread.join();
    lock.lock();
  }
}

}  // namespace wagate
