#include "kernel/bus/held_flight.h"

#include <atomic>
#include <utility>

#include "kernel/bus/event_bus.h"
#include "wagate/task.h"

namespace wagate {

namespace {

using abi::StatusCode;
using abi::Verdict;

StatusCode too_late(abi::ErrorOut& error) {
  return abi::fail(error, StatusCode::failed_precondition, "the event has been decided; it can no longer be changed");
}

class Ticket final : public abi::HeldEvent {
 public:
  explicit Ticket(std::shared_ptr<HeldFlight> flight) : flight_(std::move(flight)) {}

  abi::EventEdit& edit() noexcept override { return flight_->edit(); }

  void decide(Verdict verdict) noexcept override {
    if (!decided_.exchange(true)) {
      flight_->decide(verdict);
    } else {
      flight_->filter()->value.guard->fault("decide", "it decided a held event twice");
    }
  }

  void release() noexcept override {
    if (!decided_.load()) flight_->give_up("it released a held event without a decision");
    delete this;
  }

 private:
  std::shared_ptr<HeldFlight> flight_;
  std::atomic<bool> decided_{false};
};

}  // namespace

HeldFlight::HeldFlight(EventBus& bus, std::shared_ptr<InstanceLine> line, BusType& type, EventDraft draft,
                       FilterChain::List::EntryPtr filter, std::size_t index)
    : bus_(bus), line_(std::move(line)), type_(type), filter_(std::move(filter)), index_(index), draft_(draft),
      edit_(*this) {}

abi::HeldEvent* HeldFlight::make_ticket(std::shared_ptr<HeldFlight> flight) { return new Ticket(std::move(flight)); }

bool HeldFlight::park() {
  std::lock_guard lock(mutex_);
  parked_ = true;
  if (decision_) return true;
  // The task keeps the flight alive until the deadline or its cancellation.
  deadline_ = bus_.timers_.after(bus_.options_.hold_deadline_ms, make_task([self = shared_from_this()] {
    self->give_up("it held an event past the deadline");
  }));
  return false;
}

void HeldFlight::abandon() {
  std::lock_guard lock(mutex_);
  if (!decision_) settle_locked(Verdict::pass, false);
}

bool HeldFlight::decide(Verdict verdict) {
  if (verdict != Verdict::pass && verdict != Verdict::drop && verdict != Verdict::deny) {
    give_up(verdict == Verdict::fault ? "it reported a fault for a held event"
                                      : "it decided a held event with something that is no decision");
    return false;
  }
  bool parked = false;
  {
    std::lock_guard lock(mutex_);
    if (decision_) return false;
    settle_locked(verdict, false);
    parked = parked_;
  }
  if (parked) go_on();
  return true;
}

void HeldFlight::give_up(const char* why) {
  bool parked = false;
  {
    std::lock_guard lock(mutex_);
    if (decision_) return;
    settle_locked(verdict_of(filter_->value.on_error), true);
    parked = parked_;
  }
  filter_->value.guard->fault("hold", why);
  if (parked) go_on();
}

void HeldFlight::settle_locked(Verdict verdict, bool failed) {
  decision_ = Decision{verdict, failed, edit_.inner().deny_code(), edit_.inner().deny_sentence()};
}

void HeldFlight::go_on() {
  abi::TimerId deadline = 0;
  {
    std::lock_guard lock(mutex_);
    deadline = std::exchange(deadline_, 0);
  }
  if (deadline != 0) bus_.timers_.cancel(deadline);
  bus_.resume(shared_from_this());
}

HeldFlight::Decision HeldFlight::decision() {
  std::lock_guard lock(mutex_);
  return *decision_;
}

EventDraft HeldFlight::draft() {
  std::lock_guard lock(mutex_);
  return draft_;
}

const abi::EventView& HeldFlight::Edit::view() noexcept {
  std::lock_guard lock(flight_.mutex_);
  return inner_.view();
}

StatusCode HeldFlight::Edit::set_document(const abi::DocumentRef& document, abi::ErrorOut& error) noexcept {
  std::lock_guard lock(flight_.mutex_);
  return flight_.decision_ ? too_late(error) : inner_.set_document(document, error);
}

StatusCode HeldFlight::Edit::set_text(abi::StringRef field, abi::StringRef value, abi::ErrorOut& error) noexcept {
  std::lock_guard lock(flight_.mutex_);
  return flight_.decision_ ? too_late(error) : inner_.set_text(field, value, error);
}

StatusCode HeldFlight::Edit::set_integer(abi::StringRef field, std::int64_t value, abi::ErrorOut& error) noexcept {
  std::lock_guard lock(flight_.mutex_);
  return flight_.decision_ ? too_late(error) : inner_.set_integer(field, value, error);
}

void HeldFlight::Edit::deny(abi::StringRef code, abi::StringRef sentence) noexcept {
  std::lock_guard lock(flight_.mutex_);
  if (!flight_.decision_) inner_.deny(code, sentence);
}

}  // namespace wagate
