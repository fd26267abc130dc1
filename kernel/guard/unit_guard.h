#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "wagate/abi/host.h"
#include "wagate/log.h"

namespace wagate {

// Stands between the kernel and one unit: every call into the unit's plugin goes through it.
//
// A plugin may throw, answer nonsense or be slow. The guard keeps what it throws on this side,
// counts its faults, and stops calling a unit that keeps failing: after `faults_to_open` faults
// within `fault_window_ms` the breaker opens; after `open_for_ms` one call is let through as a
// probe, and its outcome closes the breaker or opens it again. What a caller does instead of a
// refused call (pass, drop, deny) is the caller's decision.
//
//   if (!guard.call("on_event", [&] { verdict = filter.on_event(edit); })) verdict = on_error;
//
// A call costs a few nanoseconds: the clock is read for one call in `kSampleEvery`, or for every
// call while a probe runs. Every member may be called from any thread.
class UnitGuard {
 public:
  struct Options {
    int faults_to_open = 5;
    std::int64_t fault_window_ms = 60'000;
    std::int64_t open_for_ms = 30'000;
    std::int64_t budget_ms = 5;  // a longer call is reported, at most once per second
  };

  enum class Breaker : std::uint32_t { closed = 0, open = 1, half_open = 2 };

  static constexpr std::uint32_t kSampleEvery = 16;

  UnitGuard(std::string unit, Logger log, abi::Clock& clock);
  UnitGuard(std::string unit, Logger log, abi::Clock& clock, Options options);
  UnitGuard(const UnitGuard&) = delete;
  UnitGuard& operator=(const UnitGuard&) = delete;

  // Runs `function` as this unit and returns whether it ran to its end. False when the breaker is
  // open (then it did not run) or when it threw (then a fault was counted). `what` names the call in
  // the log and must be a literal.
  template <typename Function>
  bool call(const char* what, Function&& function) {
    if (!admits()) return false;
    return run(what, std::forward<Function>(function), Asking::with_budget);
  }

  // The same without a budget: for calls on the executor, which may take their time.
  template <typename Function>
  bool call_unhurried(const char* what, Function&& function) {
    if (!admits()) return false;
    return run(what, std::forward<Function>(function), Asking::without_budget);
  }

  // The same without asking the breaker and without a budget: for calls that must be made, such
  // as deliver(), close() and release().
  template <typename Function>
  bool call_always(const char* what, Function&& function) {
    return run(what, std::forward<Function>(function), Asking::never);
  }

  // Counts a fault that was no exception: a wrong answer, a missed deadline.
  void fault(std::string_view what, std::string_view detail);

  // The unit, a filter, has stopped an event.
  void count_stopped_event() { stopped_events_.fetch_add(1, std::memory_order_relaxed); }
  std::uint64_t stopped_events() const { return stopped_events_.load(std::memory_order_relaxed); }

  const std::string& unit() const { return unit_; }
  std::uint64_t calls() const {
    std::uint64_t sum = 0;
    for (const CallCount& count : calls_) sum += count.value.load(std::memory_order_relaxed);
    return sum;
  }
  std::uint64_t faults() const { return faults_.load(std::memory_order_relaxed); }
  std::uint64_t slow_calls() const { return slow_calls_.load(std::memory_order_relaxed); }
  Breaker breaker() const { return state_.load(std::memory_order_relaxed); }

  // The unit whose code this thread is running, or null. Read by the handler of fatal signals.
  static const UnitGuard* current() { return current_; }

 private:
  // Marks the thread as being inside the unit.
  class Marker {
   public:
    explicit Marker(const UnitGuard* guard) : before_(current_) { current_ = guard; }
    Marker(const Marker&) = delete;
    Marker& operator=(const Marker&) = delete;
    ~Marker() { current_ = before_; }

   private:
    const UnitGuard* before_;
  };

  // Whether the breaker was asked, and whether there is a budget.
  enum class Asking { with_budget, without_budget, never };

  bool admits() { return state_.load(std::memory_order_relaxed) == Breaker::closed || admits_probe(); }

  template <typename Function>
  bool run(const char* what, Function&& function, Asking asking) {
    const std::uint64_t faults_before = faults_.load(std::memory_order_relaxed);
    const bool sampled = count_call() % kSampleEvery == 0;
    const std::int64_t started = asking == Asking::with_budget && sampled ? clock_.monotonic_ns() : 0;
    try {
      Marker marker(this);
      function();
    } catch (const std::exception& failure) {
      fault(what, failure.what());
      return false;
    } catch (...) {
      fault(what, "something that is not a std::exception was thrown");
      return false;
    }
    if (started != 0) check_budget(what, started);
    if (asking != Asking::never && state_.load(std::memory_order_relaxed) == Breaker::half_open) probe_succeeded(faults_before);
    return true;
  }

  // Threads count in places of their own as far as there are some, so that they do not wait for each
  // other's cache line.
  struct alignas(64) CallCount {
    std::atomic<std::uint64_t> value{0};
  };
  static constexpr std::size_t kCallCounts = 8;

  // How many calls this place had before.
  std::uint64_t count_call() {
    const auto thread = reinterpret_cast<std::uintptr_t>(&current_);  // one of its own for each thread
    const std::size_t place = static_cast<std::size_t>((static_cast<std::uint64_t>(thread) * 0x9E3779B97F4A7C15u) >> 61);
    return calls_[place].value.fetch_add(1, std::memory_order_relaxed);
  }

  bool admits_probe();
  void probe_succeeded(std::uint64_t faults_before);
  void check_budget(const char* what, std::int64_t started);

  static thread_local constinit const UnitGuard* current_;

  const std::string unit_;
  const Logger log_;
  abi::Clock& clock_;
  const Options options_;

  std::atomic<Breaker> state_{Breaker::closed};
  std::array<CallCount, kCallCounts> calls_{};
  std::atomic<std::uint64_t> faults_{0};
  std::atomic<std::uint64_t> slow_calls_{0};
  std::atomic<std::uint64_t> stopped_events_{0};
  std::atomic<std::int64_t> last_slow_report_ns_{0};

  std::mutex mutex_;
  std::int64_t window_started_ns_ = 0;  // guarded by mutex_
  int faults_in_window_ = 0;            // guarded by mutex_
  std::int64_t opened_ns_ = 0;          // guarded by mutex_
  std::int64_t probe_started_ns_ = 0;   // guarded by mutex_
};

}  // namespace wagate
