#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "bus_fixture.h"
#include "kernel/core/executor.h"

// Many threads at once, for the thread and address sanitizers.
namespace wagate {
namespace {

using abi::StatusCode;
using abi::Verdict;

constexpr int kPublishers = 4;
constexpr int kEventsEach = 1500;
constexpr abi::InstanceKey kInstances = 5;

struct Stress {
  Stress() : timers(clock, executor), bus(log, clock, timers, executor, {}) {
    for (abi::InstanceKey key = 1; key <= kInstances; ++key) bus.open_line(key, "i" + std::to_string(key), "id");
    abi::ErrorOut error;
    bus.declare(*unit, kEventType<MessagesUpsert>, &type, error);
  }
  ~Stress() {
    timers.stop();
    executor.stop();
  }

  StatusCode publish(int publisher, int number, abi::InstanceKey instance) {
    const std::string text = std::to_string(publisher) + ":" + std::to_string(number);
    MessagesUpsert event;
    event.text = text;
    event.at = number;
    event.message_id = std::string_view(text).substr(0, 1);
    event.document = StringRef("{\"a\":1}");
    abi::ErrorOut error;
    return bus.publish(unit, type, instance, &event, sizeof(event), error);
  }

  // Runs the publishers; `other` runs beside them until they are done.
  void run(const std::function<void()>& other) {
    std::atomic<int> running{kPublishers};
    std::vector<std::thread> threads;
    for (int p = 0; p < kPublishers; ++p) {
      threads.emplace_back([&, p] {
        for (int n = 0; n < kEventsEach; ++n) publish(p, n, 1 + n % kInstances);
        --running;
      });
    }
    while (running.load() > 0) other();
    for (std::thread& thread : threads) thread.join();
    executor.wait_idle();
  }

  Logger log{nullptr};
  SystemClock clock;
  Executor executor{2};
  Timers timers;
  EventBus bus;
  std::shared_ptr<const std::string> unit = std::make_shared<const std::string>("publisher");
  abi::EventTypeId type = 0;
};

// Checks the order per instance and publisher, without a lock of its own: the line is one.
struct OrderChecker final : EventSink {
  std::array<std::array<std::int64_t, kPublishers>, kInstances + 1> last{};
  std::array<std::uint64_t, kInstances + 1> sequence{};
  std::atomic<int> received{0};
  bool in_order = true;

  void deliver(const EventDraft& event) noexcept override {
    const auto& message = *static_cast<const MessagesUpsert*>(event.facts());
    const int publisher = message.message_id.view()[0] - '0';
    const abi::InstanceKey instance = event.meta.instance;
    auto& before = last[instance][static_cast<std::size_t>(publisher)];
    if (message.at < before || event.meta.sequence <= sequence[instance]) in_order = false;
    before = message.at;
    sequence[instance] = event.meta.sequence;
    received.fetch_add(1, std::memory_order_relaxed);
  }
};

TEST(BusStress, KeepsTheOrderOfEachInstanceWithManyPublishers) {
  Stress stress;
  OrderChecker sink;
  stress.bus.set_sink(&sink);

  stress.run([] { std::this_thread::yield(); });

  EXPECT_EQ(sink.received.load(), kPublishers * kEventsEach);
  EXPECT_TRUE(sink.in_order);
}

TEST(BusStress, SurvivesSubscriptionsThatComeAndGoInsideAndOutsideOfHandlers) {
  Stress stress;
  std::atomic<int> calls{0};
  std::mutex mutex;
  std::map<int, Owned<abi::Subscription>> handles;
  int next = 0;

  stress.run([&] {
    Owned<abi::Subscription> outside(
        stress.bus.subscribe("u", stress.type, new test::FunctionSubscriber([&](const auto&) { ++calls; })));
    const int number = next++;
    auto* inside = stress.bus.subscribe("u", stress.type, new test::FunctionSubscriber([&, number](const auto&) {
      ++calls;
      Owned<abi::Subscription> gone;
      std::lock_guard lock(mutex);
      if (const auto found = handles.find(number); found != handles.end()) {
        gone = std::move(found->second);  // released here, inside of its own handler
        handles.erase(found);
      }
    }));
    std::lock_guard lock(mutex);
    handles[number].reset(inside);
  });
  handles.clear();

  SUCCEED() << calls.load();
}

TEST(BusStress, SurvivesFiltersThatComeGoAndHold) {
  Stress stress;
  OrderChecker sink;
  stress.bus.set_sink(&sink);
  UnitGuard guard("holder", stress.log, stress.clock, {.faults_to_open = 1'000'000});
  std::mutex mutex;
  std::vector<Owned<abi::HeldEvent>> tickets;
  test::FunctionFilter filter([&](abi::EventEdit& edit) {
    abi::ErrorOut error;
    edit.set_integer("from_me", 1, error);
    if (edit.view().meta->event_id % 7 != 0) return Verdict::pass;
    if (abi::HeldEvent* ticket = edit.hold()) {
      std::lock_guard lock(mutex);
      tickets.emplace_back(ticket);
      return Verdict::hold;
    }
    return Verdict::pass;
  });
  const auto decide_all = [&] {
    std::vector<Owned<abi::HeldEvent>> mine;
    {
      std::lock_guard lock(mutex);
      mine.swap(tickets);
    }
    abi::ErrorOut error;
    for (auto& ticket : mine) {
      ticket->edit().set_text("chat", "edited", error);
      ticket->decide(Verdict::pass);
    }
    return !mine.empty();
  };

  stress.run([&] {
    stress.bus.intake().add("holder", {&filter, &guard, OnError::pass, true});
    decide_all();
    stress.bus.intake().remove_unit("holder");
    decide_all();
  });
  do {
    stress.executor.wait_idle();
  } while (decide_all());

  EXPECT_EQ(sink.received.load(), kPublishers * kEventsEach);
  EXPECT_TRUE(sink.in_order);
  EXPECT_EQ(guard.faults(), 0u);
}

TEST(BusStress, SurvivesInstancesThatComeAndGo) {
  Stress stress;
  OrderChecker sink;
  stress.bus.set_sink(&sink);
  std::atomic<int> closed{0};
  int opened = 0;

  stress.run([&] {
    const abi::InstanceKey key = 100 + static_cast<abi::InstanceKey>(opened);
    stress.bus.open_line(key, "short-lived", "id");
    stress.bus.set_sender(1, std::to_string(opened));
    stress.bus.close_line(key, [&] { ++closed; });
    ++opened;
    std::this_thread::yield();
  });

  EXPECT_EQ(closed.load(), opened);
  EXPECT_TRUE(sink.in_order);
}

}  // namespace
}  // namespace wagate
