#include "kernel/bus/topic.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "bus_fixture.h"

namespace wagate {
namespace {

using test::FunctionSubscriber;
using Handle = Owned<abi::Subscription>;

struct TopicTest : testing::Test {
  Topic topic;

  Handle add(FunctionSubscriber::Function function, bool* released = nullptr, const char* unit = "u") {
    return Handle(topic.subscribe(unit, new FunctionSubscriber(std::move(function), released)));
  }
  void dispatch() {
    if (const auto subscribers = topic.subscribers()) Topic::dispatch(*subscribers, abi::EventView());
  }
};

TEST_F(TopicTest, CallsSubscribersInTheOrderTheyCame) {
  std::string calls;
  const Handle a = add([&](const auto&) { calls += 'a'; });
  const Handle b = add([&](const auto&) { calls += 'b'; });

  dispatch();

  EXPECT_EQ(calls, "ab");
}

TEST_F(TopicTest, ReleasesTheSubscriberBeforeItsHandleIsGone) {
  bool released = false;
  Handle handle = add([](const auto&) {}, &released);

  handle.reset();

  EXPECT_TRUE(released);
  EXPECT_TRUE(topic.empty());
}

TEST_F(TopicTest, LetsASubscriberRemoveItself) {
  int calls = 0;
  bool released = false;
  Handle handle;
  handle = add([&](const auto&) {
    ++calls;
    handle.reset();
    EXPECT_FALSE(released) << "it is still running";
  }, &released);

  dispatch();
  dispatch();

  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(released);
}

TEST_F(TopicTest, DoesNotCallASubscriberThatAnEarlierOneRemoved) {
  int calls = 0;
  Handle second;
  const Handle first = add([&](const auto&) { second.reset(); });
  second = add([&](const auto&) { ++calls; });

  dispatch();

  EXPECT_EQ(calls, 0);
}

TEST_F(TopicTest, WaitsForARunningCallWhenAskedFromOutside) {
  std::promise<void> inside, leave;
  std::atomic<bool> left{false};
  Handle handle = add([&](const auto&) {
    inside.set_value();
    leave.get_future().wait();
    left = true;
  });
  std::thread publisher([&] { dispatch(); });
  inside.get_future().wait();

  auto reset = std::async(std::launch::async, [&] {
    handle.reset();
    return left.load();
  });
  while (!topic.empty()) std::this_thread::yield();
  leave.set_value();

  EXPECT_TRUE(reset.get());
  publisher.join();
}

TEST_F(TopicTest, TwoSubscribersOnTwoThreadsMayRemoveEachOther) {
  for (int round = 0; round < 200; ++round) {
    Topic left, right;
    std::atomic<int> inside{0};
    Handle a, b;
    const auto meet = [&] {
      ++inside;
      while (inside.load() < 2) std::this_thread::yield();
    };
    a = Handle(left.subscribe("u", new FunctionSubscriber([&](const auto&) {
      meet();
      b.reset();
    })));
    b = Handle(right.subscribe("u", new FunctionSubscriber([&](const auto&) {
      meet();
      a.reset();
    })));
    std::thread one([&] { Topic::dispatch(*left.subscribers(), abi::EventView()); });
    std::thread two([&] { Topic::dispatch(*right.subscribers(), abi::EventView()); });
    one.join();
    two.join();
    EXPECT_TRUE(left.empty());
    EXPECT_TRUE(right.empty());
  }
}

TEST_F(TopicTest, SweepsWhatAUnitLeftBehind) {
  bool released = false;
  const Handle mine = add([](const auto&) {}, nullptr, "mine");
  abi::Subscription* leaked = topic.subscribe("leaky", new FunctionSubscriber([](const auto&) {}, &released));

  EXPECT_EQ(topic.remove_unit("leaky"), 1u);

  EXPECT_TRUE(released);
  EXPECT_FALSE(topic.empty());
  leaked->release();
}

}  // namespace
}  // namespace wagate
