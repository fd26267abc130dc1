#include "kernel/core/executor.h"

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

Executor::Executor(std::size_t threads, FaultHandler on_fault) : on_fault_(std::move(on_fault)) {
  if (threads == 0) threads = 1;
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

Executor::~Executor() { stop(); }

void Executor::post(abi::Task* task) noexcept {
  {
    std::lock_guard lock(mutex_);
    if (!stopping_) {
      queue_.push_back(task);
      work_.notify_one();
      return;
    }
  }
  task->release();
}

void Executor::post_function(std::function<void()> function) {
  post(new GuardedFunction(std::move(function), on_fault_));
}

void Executor::wait_idle() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return queue_.empty() && running_ == 0; });
}

void Executor::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    work_.notify_all();
  }
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

std::size_t Executor::queued() const {
  std::lock_guard lock(mutex_);
  return queue_.size();
}

void Executor::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    abi::Task* task = queue_.front();
    queue_.pop_front();
    ++running_;
    lock.unlock();
    task->run();
    task->release();
    lock.lock();
    --running_;
    if (queue_.empty() && running_ == 0) idle_.notify_all();
  }
}

}  // namespace wagate
