#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "wagate/abi/host.h"

namespace wagate {

// Runs tasks on a pool of threads, in the order they were posted; as many at a time as there are
// threads. The pool is for work that may wait for a disk or a network.
//
// stop() runs what was posted before it and releases, without running, what comes later. It must
// not be called from a task.
class Executor final : public abi::Executor {
 public:
  // Hears what escaped from a task, on the thread that ran it. The text is the exception's.
  using FaultHandler = std::function<void(std::string_view what)>;

  explicit Executor(std::size_t threads, FaultHandler on_fault = {});
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  ~Executor();

  void post(abi::Task* task) noexcept override;

  // For kernel code: what the function throws goes to the fault handler.
  void post_function(std::function<void()> function);

  // Waits until nothing is queued and nothing runs. For tests and for the end of a drain; tasks that
  // keep posting keep it waiting. Not from a task.
  void wait_idle();

  void stop();

  std::size_t queued() const;

 private:
  void run();

  FaultHandler on_fault_;
  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable idle_;
  std::deque<abi::Task*> queue_;  // guarded by mutex_
  std::size_t running_ = 0;       // guarded by mutex_
  bool stopping_ = false;         // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace wagate
