#pragma once

#include <chrono>
#include <functional>
#include <string_view>

namespace wagate::app {

// Turns SIGINT, SIGTERM and SIGHUP into an orderly stop.
//
// A signal handler may do next to nothing, so none is installed: the signals are blocked and one
// thread waits for them. Construct this before any other thread exists; threads inherit the block.
class StopSignals {
 public:
  StopSignals();

  // Waits for the first signal and returns its name: "SIGTERM".
  std::string_view wait() const;

  // Runs `stop` on this thread. A further signal meanwhile, or `deadline` passing, ends the process
  // at once: a stop that hangs must not keep anybody waiting for ever.
  void run(std::chrono::milliseconds deadline, const std::function<void()>& stop) const;
};

}  // namespace wagate::app
