#include "kernel/app/stop_signals.h"

#include <csignal>
#include <pthread.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <string>
#include <thread>

#include "kernel/app/app_exit.h"
#include "kernel/core/exit_code.h"

namespace wagate::app {
namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
}

std::string_view name_of(int signal) { return signal == SIGINT ? "SIGINT" : signal == SIGHUP ? "SIGHUP" : "SIGTERM"; }

}  // namespace

StopSignals::StopSignals() {
  sigset_t set = stop_signals();
  sigaddset(&set, SIGUSR2);  // run() wakes its watcher with it
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  // A client that went away must not end the gateway.
  std::signal(SIGPIPE, SIG_IGN);
}

std::string_view StopSignals::wait() const {
  const sigset_t set = stop_signals();
  int signal = 0;
  while (sigwait(&set, &signal) != 0) {
  }
  return name_of(signal);
}

void StopSignals::run(std::chrono::milliseconds deadline, const std::function<void()>& stop) const {
  // The watcher is told that the work is done by a signal to itself, so it needs no polling.
  std::jthread watcher([deadline] {
    sigset_t set = stop_signals();
    sigaddset(&set, SIGUSR2);
    timespec limit{};
    limit.tv_sec = static_cast<time_t>(deadline.count() / 1000);
    limit.tv_nsec = static_cast<long>(deadline.count() % 1000) * 1'000'000;
    const int signal = sigtimedwait(&set, nullptr, &limit);
    if (signal == SIGUSR2) return;
    if (signal > 0) {
      std::fprintf(stderr, "wagate: %s while stopping; ended at once\n", std::string(name_of(signal)).c_str());
      _exit(kExitInterrupted);
    }
    std::fputs("wagate: stopping took longer than its deadline; ended at once\n", stderr);
    _exit(static_cast<int>(ExitCode::internal));
  });
  stop();
  pthread_kill(watcher.native_handle(), SIGUSR2);
}

}  // namespace wagate::app
