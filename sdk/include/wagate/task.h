#pragma once

#include <type_traits>
#include <utility>

#include "wagate/abi/basic.h"

namespace wagate {

namespace detail {

template <typename Function>
class FunctionTask final : public abi::Task {
 public:
  explicit FunctionTask(Function function) : function_(std::move(function)) {}
  void run() noexcept override { function_(); }
  void release() noexcept override { delete this; }

 private:
  Function function_;
};

}  // namespace detail

// Wraps a callable as a task for Timers, Executor and HttpServer. The callable must not throw: an
// exception there ends the process. What it captures is destroyed when the task is released.
template <typename Function>
abi::Task* make_task(Function&& function) {
  return new detail::FunctionTask<std::decay_t<Function>>(std::forward<Function>(function));
}

}  // namespace wagate
