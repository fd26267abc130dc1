#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "kernel/bus/event_bus.h"
#include "kernel/core/clock.h"
#include "kernel/core/timers.h"
#include "kernel/guard/unit_guard.h"
#include "wagate/events/all.h"
#include "wagate/log.h"
#include "wagate/owned.h"

namespace wagate::test {

// Remembers what was logged, as "message key=value ...".
class CapturedLog final : public abi::Log {
 public:
  bool enabled(abi::LogLevel) noexcept override { return true; }
  void write(abi::LogLevel, abi::StringRef message, const abi::LogField* fields, std::uint64_t count) noexcept override {
    std::string line = message.str();
    for (std::uint64_t i = 0; i < count; ++i) line += " " + fields[i].key.str() + "=" + fields[i].value.str();
    std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
  }

  std::size_t count(std::string_view part) const {
    std::lock_guard lock(mutex_);
    std::size_t found = 0;
    for (const std::string& line : lines_) found += line.find(part) != std::string::npos ? 1 : 0;
    return found;
  }
  bool contains(std::string_view part) const { return count(part) > 0; }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

// Runs tasks when the test says so.
class HandExecutor final : public abi::Executor {
 public:
  ~HandExecutor() {
    for (abi::Task* task : tasks_) task->release();
  }
  void post(abi::Task* task) noexcept override {
    std::lock_guard lock(mutex_);
    tasks_.push_back(task);
  }
  // Runs what was posted, and what that posts.
  std::size_t run_all() {
    std::size_t ran = 0;
    for (;;) {
      abi::Task* task = nullptr;
      {
        std::lock_guard lock(mutex_);
        if (tasks_.empty()) return ran;
        task = tasks_.front();
        tasks_.pop_front();
      }
      task->run();
      task->release();
      ++ran;
    }
  }

 private:
  std::mutex mutex_;
  std::deque<abi::Task*> tasks_;
};

class FunctionSubscriber final : public abi::Subscriber {
 public:
  using Function = std::function<void(const abi::EventView&)>;
  explicit FunctionSubscriber(Function function, bool* released = nullptr)
      : function_(std::move(function)), released_(released) {}
  void on_event(const abi::EventView& event) noexcept override { function_(event); }
  void release() noexcept override {
    if (released_) *released_ = true;
    delete this;
  }

 private:
  Function function_;
  bool* released_;
};

class FunctionFilter final : public abi::EventFilter {
 public:
  using Function = std::function<abi::Verdict(abi::EventEdit&)>;
  explicit FunctionFilter(Function function) : function_(std::move(function)) {}
  abi::Verdict on_event(abi::EventEdit& event) noexcept override { return function_(event); }

 private:
  Function function_;
};

// Keeps what reached the end of the pipeline.
class CapturedSink final : public EventSink {
 public:
  struct Seen {
    std::string type, instance, id, sender, publisher, document, text;
    std::uint64_t sequence = 0, event_id = 0;
    std::int64_t at_ms = 0;
  };
  void deliver(const EventDraft& event) noexcept override {
    Seen seen;
    seen.type = event.type().wire;
    seen.instance = event.meta.instance_name.str();
    seen.id = event.meta.instance_id.str();
    seen.sender = event.meta.sender.str();
    seen.publisher = event.meta.publisher.str();
    seen.sequence = event.meta.sequence;
    seen.event_id = event.meta.event_id;
    seen.at_ms = event.meta.at_ms;
    if (event.document()) seen.document = event.document()->json.str();
    seen.text = event_text(event.view(), "text").str();
    {
      std::lock_guard lock(mutex_);
      seen_.push_back(std::move(seen));
    }
    if (then) then();
  }
  std::vector<Seen> seen() const {
    std::lock_guard lock(mutex_);
    return seen_;
  }
  std::function<void()> then;

 private:
  mutable std::mutex mutex_;
  std::vector<Seen> seen_;
};

// A bus with a clock that stands still, and one line, "shop-01".
struct BusFixture {
  static constexpr abi::InstanceKey kShop = 1;

  explicit BusFixture(EventBus::Options options = {})
      : log(&captured), timers(clock), bus(log, clock, timers, executor, options) {
    bus.set_sink(&sink);
    bus.open_line(kShop, "shop-01", "id-of-shop-01");
    bus.declare(*unit, kEventType<MessagesUpsert>, &message_type, error);
  }

  // Adds an intake filter under a unit's name.
  void add_filter(const std::string& name, FunctionFilter::Function function, OnError on_error = OnError::pass,
                  bool may_hold = false) {
    filters.push_back(std::make_unique<FunctionFilter>(std::move(function)));
    guards.push_back(std::make_unique<UnitGuard>(name, log, clock));
    bus.intake().add(name, {filters.back().get(), guards.back().get(), on_error, may_hold});
  }

  abi::StatusCode publish(std::string_view text, abi::InstanceKey instance = kShop, std::string_view json = "{}") {
    MessagesUpsert event;
    event.chat = "5511970000001@s.whatsapp.net";
    event.text = text;
    event.document = abi::StringRef(json);
    error = {};
    return bus.publish(unit, message_type, instance, &event, sizeof(event), error);
  }

  Owned<abi::Subscription> subscribe(FunctionSubscriber::Function function) {
    return Owned<abi::Subscription>(bus.subscribe("reader", message_type, new FunctionSubscriber(std::move(function))));
  }

  std::vector<std::string> texts() const {
    std::vector<std::string> out;
    for (const auto& seen : sink.seen()) out.push_back(seen.text);
    return out;
  }

  CapturedLog captured;
  Logger log;
  ManualClock clock;
  Timers timers;
  HandExecutor executor;
  CapturedSink sink;
  std::vector<std::unique_ptr<FunctionFilter>> filters;
  std::vector<std::unique_ptr<UnitGuard>> guards;
  EventBus bus;
  std::shared_ptr<const std::string> unit = std::make_shared<const std::string>("session_simulator");
  abi::EventTypeId message_type = 0;
  abi::ErrorOut error;
};

}  // namespace wagate::test
