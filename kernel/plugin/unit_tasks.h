#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "kernel/guard/unit_guard.h"
#include "wagate/abi/host.h"

namespace wagate {

// The executor and the timers as one unit sees them.
//
// When a unit has stopped, nothing of it may run any more and nothing it left behind may be touched
// later. So tasks are kept here, and what goes to the shared executor and timers is a shell that asks
// for its task when it is its turn. close() releases the tasks that have not run, waits for those
// that are running, and from then on takes no more.
class UnitTasks {
 public:
  // `guard` is marked as the current unit while a task runs. All three outlive this object.
  UnitTasks(abi::Executor& executor, abi::Timers& timers, UnitGuard& guard);
  UnitTasks(const UnitTasks&) = delete;
  UnitTasks& operator=(const UnitTasks&) = delete;
  ~UnitTasks();

  abi::Executor& executor() { return executor_facade_; }
  abi::Timers& timers() { return timers_facade_; }

  // After the unit's stop(). Not from a task. Closing twice does nothing.
  void close();

 private:
  class Shell;

  // Outlives this object as long as a shell waits in the executor or the timers.
  struct Shared {
    std::mutex mutex;
    std::condition_variable idle;
    std::unordered_map<std::uint64_t, abi::Task*> waiting;  // guarded by mutex
    std::uint64_t last_id = 0;                              // guarded by mutex
    std::size_t running = 0;                                // guarded by mutex
    bool closed = false;                                    // guarded by mutex
    UnitGuard* guard = nullptr;                             // used while running > 0 only
  };

  class ExecutorFacade final : public abi::Executor {
   public:
    explicit ExecutorFacade(UnitTasks& owner) : owner_(owner) {}
    void post(abi::Task* task) noexcept override;

   private:
    UnitTasks& owner_;
  };

  class TimersFacade final : public abi::Timers {
   public:
    explicit TimersFacade(UnitTasks& owner) : owner_(owner) {}
    abi::TimerId after(std::int64_t delay_ms, abi::Task* task) noexcept override;
    bool cancel(abi::TimerId timer) noexcept override;

   private:
    UnitTasks& owner_;
  };

  abi::Task* wrap(abi::Task* task);  // null when closed; then the task was released

  abi::Executor& executor_;
  abi::Timers& timers_;
  std::shared_ptr<Shared> shared_;
  ExecutorFacade executor_facade_;
  TimersFacade timers_facade_;
};

}  // namespace wagate
