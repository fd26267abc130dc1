#include "kernel/guard/unit_guard.h"

#include <string>

namespace wagate {

namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr std::int64_t kSlowReportEveryNs = 1'000 * kNsPerMs;

}  // namespace

thread_local constinit const UnitGuard* UnitGuard::current_ = nullptr;

UnitGuard::UnitGuard(std::string unit, Logger log, abi::Clock& clock) : UnitGuard(std::move(unit), log, clock, Options()) {}

UnitGuard::UnitGuard(std::string unit, Logger log, abi::Clock& clock, Options options)
    : unit_(std::move(unit)), log_(log), clock_(clock), options_(options) {}

void UnitGuard::fault(std::string_view what, std::string_view detail) {
  const std::uint64_t total = faults_.fetch_add(1, std::memory_order_relaxed) + 1;
  const std::int64_t now = clock_.monotonic_ns();
  bool opened = false;
  {
    std::lock_guard lock(mutex_);
    if (faults_in_window_ == 0 || now - window_started_ns_ > options_.fault_window_ms * kNsPerMs) {
      window_started_ns_ = now;
      faults_in_window_ = 0;
    }
    ++faults_in_window_;
    const Breaker state = state_.load(std::memory_order_relaxed);
    const bool probe_failed = state == Breaker::half_open;
    if (probe_failed || (state == Breaker::closed && faults_in_window_ >= options_.faults_to_open)) {
      state_.store(Breaker::open, std::memory_order_relaxed);
      opened_ns_ = now;
      faults_in_window_ = 0;
      opened = true;
    }
  }
  log_.warn("unit failed", {{"unit", unit_}, {"call", what}, {"error", detail}, {"faults", total}});
  if (opened) {
    log_.error("stopped calling the unit, it keeps failing",
               {{"unit", unit_}, {"faults", total}, {"next_try_in_ms", options_.open_for_ms}});
  }
}

bool UnitGuard::admits_probe() {
  const std::int64_t now = clock_.monotonic_ns();
  std::lock_guard lock(mutex_);
  const Breaker state = state_.load(std::memory_order_relaxed);
  if (state == Breaker::closed) return true;
  // A probe that never came back (it hangs) must not keep the unit away for ever.
  const std::int64_t waiting_since = state == Breaker::open ? opened_ns_ : probe_started_ns_;
  if (now - waiting_since < options_.open_for_ms * kNsPerMs) return false;
  state_.store(Breaker::half_open, std::memory_order_relaxed);
  probe_started_ns_ = now;
  return true;
}

void UnitGuard::probe_succeeded(std::uint64_t faults_before) {
  {
    std::lock_guard lock(mutex_);
    // A probe that answered nonsense has been counted as a fault already.
    if (state_.load(std::memory_order_relaxed) != Breaker::half_open) return;
    if (faults_.load(std::memory_order_relaxed) != faults_before) return;
    state_.store(Breaker::closed, std::memory_order_relaxed);
    faults_in_window_ = 0;
  }
  log_.info("called the unit again, it works", {{"unit", unit_}});
}

void UnitGuard::check_budget(const char* what, std::int64_t started) {
  const std::int64_t now = clock_.monotonic_ns();
  const std::int64_t elapsed = now - started;
  if (elapsed <= options_.budget_ms * kNsPerMs) return;
  const std::uint64_t count = slow_calls_.fetch_add(1, std::memory_order_relaxed) + 1;
  std::int64_t last = last_slow_report_ns_.load(std::memory_order_relaxed);
  if (last != 0 && now - last < kSlowReportEveryNs) return;
  if (!last_slow_report_ns_.compare_exchange_strong(last, now, std::memory_order_relaxed)) return;
  log_.warn("unit was slow", {{"unit", unit_}, {"call", what}, {"took_ms", elapsed / kNsPerMs},
                              {"budget_ms", options_.budget_ms}, {"slow_calls", count}});
}

}  // namespace wagate
