#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "wagate/abi/host.h"

namespace wagate {

// Runs tasks on a pool of threads, in the order they were posted; as many at a time as there are
// threads. The pool is for work that may wait for a disk or a network.
//
// A task that hangs does not take the pool with it: while work waits and every thread is busy, each thread
// that has been in one task for longer than `patience` is replaced by an extra one, up to `extra_threads`.
// An extra thread ends when the pool has been large enough without it for a while.
//
// stop() runs what was posted before it and releases, without running, what comes later. It must
// not be called from a task, and it waits for every task: for one that hangs, for ever.
class Executor final : public abi::Executor {
 public:
  struct Growth {
    std::size_t extra_threads = 64;
    std::chrono::milliseconds patience{100};
    std::chrono::milliseconds linger{10'000};  // how long an extra thread that is not needed stays
  };

  // Hears what escaped from a task, on the thread that ran it. The text is the exception's.
  using FaultHandler = std::function<void(std::string_view what)>;

  explicit Executor(std::size_t threads, FaultHandler on_fault = {}) : Executor(threads, std::move(on_fault), Growth()) {}
  Executor(std::size_t threads, FaultHandler on_fault, Growth growth);
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  ~Executor();

  void post(abi::Task* task) noexcept override;

  // For kernel code: what the function throws goes to the fault handler.
  void post_function(std::function<void()> function);

  // Waits until nothing is queued and nothing runs. For tests and for the end of a drain; tasks that
  // keep posting keep it waiting. Not from a task.
  void wait_idle();

  // The same, but not for ever: false when something still runs after `patience`.
  bool wait_idle(std::chrono::milliseconds patience);

  void stop();

  std::size_t queued() const;
  std::size_t threads() const;  // that exist now, extra ones included

 private:
  struct Worker {
    std::thread thread;
    bool busy = false;                              // guarded by mutex_
    std::chrono::steady_clock::time_point started;  // of its task, while busy; guarded by mutex_
  };
  using Workers = std::list<Worker>;

  void add_worker();                   // mutex_ held
  void run(Workers::iterator self);
  bool wait_for_work(std::unique_lock<std::mutex>& lock);  // false: this thread is not needed any more
  void wake_watcher();  // mutex_ held
  void watch();
  bool starved() const { return !queue_.empty() && idle_workers_ == 0; }  // mutex_ held
  std::size_t stuck() const;                                              // mutex_ held

  const FaultHandler on_fault_;
  const std::size_t base_threads_;
  const Growth growth_;
  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable idle_;
  std::condition_variable starving_;
  std::deque<abi::Task*> queue_;    // guarded by mutex_
  std::size_t running_ = 0;         // guarded by mutex_
  std::size_t idle_workers_ = 0;    // guarded by mutex_
  bool watching_ = false;           // guarded by mutex_; the watcher is awake already
  bool stopping_ = false;           // guarded by mutex_
  Workers workers_;                 // guarded by mutex_
  std::vector<std::thread> ended_;  // guarded by mutex_; to be joined
  std::thread watcher_;
};

}  // namespace wagate
