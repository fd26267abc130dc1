#include "kernel/bus/event_bus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bus_fixture.h"
#include "wagate/events/instance.h"

namespace wagate {
namespace {

using abi::StatusCode;
using test::BusFixture;
using test::FunctionSubscriber;
using testing::ElementsAre;

TEST(EventBus, StampsEventsWithInstanceNumberTimeAndPublisher) {
  BusFixture f;

  f.publish("one");
  f.clock.advance_ms(7);
  f.publish("two");

  const auto seen = f.sink.seen();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].type, "messages.upsert");
  EXPECT_EQ(seen[0].instance, "shop-01");
  EXPECT_EQ(seen[0].id, "id-of-shop-01");
  EXPECT_EQ(seen[0].publisher, "session_simulator");
  EXPECT_EQ(seen[0].sender, "");
  EXPECT_EQ(seen[0].sequence, 1u);
  EXPECT_EQ(seen[1].sequence, 2u);
  EXPECT_GT(seen[1].event_id, seen[0].event_id);
  EXPECT_EQ(seen[0].at_ms, ManualClock::kDefaultStartMs);
  EXPECT_EQ(seen[1].at_ms, ManualClock::kDefaultStartMs + 7);
}

TEST(EventBus, CountsSequencesPerInstance) {
  BusFixture f;
  f.bus.open_line(2, "shop-02", "id-of-shop-02");

  f.publish("a", 1);
  f.publish("b", 2);
  f.publish("c", 2);

  EXPECT_EQ(f.sink.seen()[2].sequence, 2u);
  EXPECT_EQ(f.sink.seen()[0].sequence, 1u);
}

TEST(EventBus, TellsAPublisherThatAnInstanceIsGone) {
  BusFixture f;
  EXPECT_EQ(f.publish("x", 99), StatusCode::not_found);

  bool closed = false;
  f.bus.close_line(BusFixture::kShop, [&] { closed = true; });

  EXPECT_TRUE(closed);
  EXPECT_EQ(f.publish("x"), StatusCode::not_found);
  EXPECT_TRUE(f.sink.seen().empty());
}

TEST(EventBus, RunsWhatWaitsInALineBeforeItIsClosed) {
  BusFixture f;
  std::vector<std::string> order;
  f.sink.then = [&] {
    if (f.sink.seen().size() > 1) return;
    f.publish("waits");
    f.bus.close_line(BusFixture::kShop, [&] { order = f.texts(); });
    EXPECT_EQ(f.publish("too late"), StatusCode::not_found);
  };

  f.publish("first");

  EXPECT_THAT(order, ElementsAre("first", "waits"));
}

TEST(EventBus, RefusesATypeNobodyDeclared) {
  BusFixture f;
  MessagesUpsert event;

  EXPECT_EQ(f.bus.publish(f.unit, 77, 1, &event, sizeof(event), f.error), StatusCode::invalid_argument);
  EXPECT_EQ(f.bus.subscribe("u", 77, new FunctionSubscriber([](const auto&) {})), nullptr);
}

TEST(EventBus, FillsUpTheFactsOfAnOlderPublisher) {
  BusFixture f;
  struct Older {
    StringRef chat, sender;
  } older;
  older.chat = "chat";
  std::string seen_chat = "nothing";
  std::string seen_text = "nothing";
  const auto subscription = f.subscribe([&](const abi::EventView& event) {
    const auto& message = *static_cast<const MessagesUpsert*>(event.facts);
    seen_chat = message.chat.str();
    seen_text = message.text.str();
  });

  EXPECT_EQ(f.bus.publish(f.unit, f.message_type, BusFixture::kShop, &older, sizeof(older), f.error), StatusCode::ok);

  EXPECT_EQ(seen_chat, "chat");
  EXPECT_EQ(seen_text, "");
}

TEST(EventBus, LetsAnEventPublishedInsideAHandlerWaitForItsTurn) {
  BusFixture f;
  std::string log;
  const auto subscription = f.subscribe([&](const abi::EventView& event) {
    const std::string text = event_text(event, "text").str();
    log += "<" + text;
    if (text == "outer") {
      EXPECT_EQ(f.publish("inner"), StatusCode::ok);
    }
    log += ">";
  });

  f.publish("outer");

  EXPECT_EQ(log, "<outer><inner>");
  EXPECT_THAT(f.texts(), ElementsAre("outer", "inner"));
}

TEST(EventBus, CopiesAnEventThatWaits) {
  BusFixture f;
  const auto subscription = f.subscribe([&](const abi::EventView& event) {
    if (event_text(event, "text") != "outer") return;
    std::string text = "inner";
    f.publish(text);
    text = "xxxxx";
  });

  f.publish("outer");

  EXPECT_THAT(f.texts(), ElementsAre("outer", "inner"));
}

TEST(EventBus, RefusesMoreThanALineCanHold) {
  BusFixture f({.max_line_bytes = 4096, .hold_deadline_ms = 5000});
  const std::string large(3000, 'x');
  const auto subscription = f.subscribe([&](const abi::EventView& event) {
    if (event_text(event, "text") != "outer") return;
    EXPECT_EQ(f.publish(large), StatusCode::ok);
    EXPECT_EQ(f.publish(large), StatusCode::resource_exhausted);
    EXPECT_NE(f.error.view().find("line of instance \"shop-01\" is full"), std::string_view::npos);
  });

  f.publish("outer");

  EXPECT_EQ(f.texts().size(), 2u);
  EXPECT_EQ(f.bus.counters().refused_full.load(), 1u);
  EXPECT_EQ(f.publish(large), StatusCode::ok) << "it empties again";
}

TEST(EventBus, TakesTheEndOfAConnectionIntoAFullLine) {
  BusFixture f({.max_line_bytes = 4096, .hold_deadline_ms = 5000});
  abi::EventTypeId state = 0;
  ASSERT_EQ(f.bus.declare("provider", kEventType<ConnectionUpdate>, &state, f.error), StatusCode::ok);
  const auto publisher = std::make_shared<const std::string>("provider");
  const std::string large(3000, 'x');
  const auto subscription = f.subscribe([&](const abi::EventView& event) {
    if (event_text(event, "text") != "outer") return;
    EXPECT_EQ(f.publish(large), StatusCode::ok);
    EXPECT_EQ(f.publish(large), StatusCode::resource_exhausted);
    ConnectionUpdate closed;
    closed.state = "close";
    closed.wuid = large;
    EXPECT_EQ(f.bus.publish(publisher, state, 1, &closed, sizeof(closed), f.error), StatusCode::ok);
  });

  f.publish("outer");

  EXPECT_EQ(f.sink.seen().size(), 3u);
}

TEST(EventBus, RunsEventsWithoutAnInstanceOneInsideTheOther) {
  BusFixture f;
  int depth = 0;
  int deepest = 0;
  int calls = 0;
  const auto subscription = f.subscribe([&](const abi::EventView& event) {
    EXPECT_EQ(event.meta->sequence, 0u);
    ++calls;
    deepest = std::max(deepest, ++depth);
    if (calls < 20) f.publish("again", 0);
    --depth;
  });

  f.publish("first", 0);

  EXPECT_EQ(deepest, EventBus::kMaxNestedPublish);
  EXPECT_EQ(calls, EventBus::kMaxNestedPublish);
  f.executor.run_all();
  EXPECT_EQ(calls, 20);
  EXPECT_EQ(f.sink.seen().size(), 20u);
  EXPECT_TRUE(f.captured.contains("published too deep"));
}

TEST(EventBus, BoundsTheNestingAcrossInstancesToo) {
  BusFixture f;
  for (abi::InstanceKey key = 2; key <= 20; ++key) f.bus.open_line(key, "i" + std::to_string(key), "id");
  int depth = 0;
  int deepest = 0;
  const auto subscription = f.subscribe([&](const abi::EventView& event) {
    deepest = std::max(deepest, ++depth);
    if (event.meta->instance < 20) f.publish("next", event.meta->instance + 1);
    --depth;
  });

  f.publish("first");
  f.executor.run_all();

  EXPECT_EQ(deepest, EventBus::kMaxNestedPublish);
  EXPECT_EQ(f.sink.seen().size(), 20u);
}

TEST(EventBus, CarriesTheSenderFromTheEventThatTellsIt) {
  struct Tap final : EventTap {
    EventBus* bus = nullptr;
    void on_publish(const abi::EventView& event) noexcept override {
      if (event_text(event, "text") == "paired") bus->set_sender(event.meta->instance, "5511960000009@s.whatsapp.net");
    }
  } tap;
  BusFixture f;
  tap.bus = &f.bus;
  f.bus.set_tap(&tap);

  f.publish("before");
  f.publish("paired");
  f.publish("after");

  EXPECT_EQ(f.sink.seen()[0].sender, "");
  EXPECT_EQ(f.sink.seen()[1].sender, "5511960000009@s.whatsapp.net");
  EXPECT_EQ(f.sink.seen()[2].sender, "5511960000009@s.whatsapp.net");
}

TEST(EventBus, RemovesFiltersAndForgottenSubscriptionsOfAUnit) {
  BusFixture f;
  f.add_filter("spam-guard", [](abi::EventEdit&) { return abi::Verdict::drop; });
  int calls = 0;
  abi::Subscription* leaked = f.bus.subscribe("spam-guard", f.message_type, new FunctionSubscriber([&](const auto&) { ++calls; }));

  EXPECT_EQ(f.bus.remove_unit("spam-guard"), 1u);

  f.publish("x");
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(f.sink.seen().size(), 1u);
  EXPECT_TRUE(f.captured.contains("unit left subscriptions behind unit=spam-guard subscriptions=1"));
  leaked->release();
}

TEST(EventBus, WorksThroughTheInterfaceAUnitGets) {
  BusFixture f;
  const EventBus::Facade facade = f.bus.facade("my-unit");
  abi::EventTypeId type = 0;
  ASSERT_EQ(facade->declare(kEventType<MessagesUpsert>, &type, f.error), StatusCode::ok);
  EXPECT_EQ(type, f.message_type);
  MessagesUpsert event;
  event.text = "hello";

  EXPECT_EQ(facade->publish(type, BusFixture::kShop, &event, sizeof(event), f.error), StatusCode::ok);

  EXPECT_EQ(f.sink.seen()[0].publisher, "my-unit");
}

}  // namespace
}  // namespace wagate
