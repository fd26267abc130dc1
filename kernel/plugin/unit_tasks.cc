#include "kernel/plugin/unit_tasks.h"

#include <utility>

namespace wagate {

class UnitTasks::Shell final : public abi::Task {
 public:
  Shell(std::shared_ptr<Shared> shared, std::uint64_t id) : shared_(std::move(shared)), id_(id) {}

  void run() noexcept override {
    abi::Task* task = take(/*to_run=*/true);
    if (!task) return;  // the unit has stopped
    shared_->guard->call_always("task", [task] { task->run(); });
    task->release();
    std::lock_guard lock(shared_->mutex);
    if (--shared_->running == 0) shared_->idle.notify_all();
  }

  // Without having run: the executor or the timers have stopped, or the timer was cancelled.
  void release() noexcept override {
    if (abi::Task* task = take(/*to_run=*/false)) task->release();
    delete this;
  }

 private:
  abi::Task* take(bool to_run) {
    std::lock_guard lock(shared_->mutex);
    const auto found = shared_->waiting.find(id_);
    if (found == shared_->waiting.end()) return nullptr;
    abi::Task* task = found->second;
    shared_->waiting.erase(found);
    if (to_run) ++shared_->running;
    return task;
  }

  std::shared_ptr<Shared> shared_;
  std::uint64_t id_;
};

UnitTasks::UnitTasks(abi::Executor& executor, abi::Timers& timers, UnitGuard& guard)
    : executor_(executor),
      timers_(timers),
      shared_(std::make_shared<Shared>()),
      executor_facade_(*this),
      timers_facade_(*this) {
  shared_->guard = &guard;
}

UnitTasks::~UnitTasks() { close(); }

void UnitTasks::close() {
  std::unordered_map<std::uint64_t, abi::Task*> left;
  {
    std::lock_guard lock(shared_->mutex);
    shared_->closed = true;
    left.swap(shared_->waiting);
  }
  for (const auto& [id, task] : left) task->release();
  std::unique_lock lock(shared_->mutex);
  shared_->idle.wait(lock, [this] { return shared_->running == 0; });
}

abi::Task* UnitTasks::wrap(abi::Task* task) {
  {
    std::lock_guard lock(shared_->mutex);
    if (!shared_->closed) {
      const std::uint64_t id = ++shared_->last_id;
      shared_->waiting.emplace(id, task);
      return new Shell(shared_, id);
    }
  }
  task->release();
  return nullptr;
}

void UnitTasks::ExecutorFacade::post(abi::Task* task) noexcept {
  if (abi::Task* shell = owner_.wrap(task)) owner_.executor_.post(shell);
}

abi::TimerId UnitTasks::TimersFacade::after(std::int64_t delay_ms, abi::Task* task) noexcept {
  abi::Task* shell = owner_.wrap(task);
  return shell ? owner_.timers_.after(delay_ms, shell) : 0;
}

bool UnitTasks::TimersFacade::cancel(abi::TimerId timer) noexcept { return owner_.timers_.cancel(timer); }

}  // namespace wagate
