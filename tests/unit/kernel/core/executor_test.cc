#include "kernel/core/executor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "wagate/task.h"

namespace wagate {
namespace {

TEST(Executor, RunsTasksInOrderOnOneThread) {
  Executor executor(1);
  std::vector<int> ran;
  for (int i = 0; i < 100; ++i) executor.post(make_task([&ran, i] { ran.push_back(i); }));

  executor.wait_idle();

  ASSERT_EQ(ran.size(), 100u);
  EXPECT_TRUE(std::is_sorted(ran.begin(), ran.end()));
}

TEST(Executor, RunsWhatWasPostedBeforeItStops) {
  std::atomic<int> ran = 0;
  Executor executor(4);
  for (int i = 0; i < 1'000; ++i) executor.post(make_task([&] { ++ran; }));

  executor.stop();

  EXPECT_EQ(ran, 1'000);
}

TEST(Executor, ReleasesWithoutRunningWhatComesAfterTheStop) {
  auto alive = std::make_shared<int>(0);
  Executor executor(1);
  executor.stop();

  executor.post(make_task([alive] { ++*alive; }));

  EXPECT_EQ(alive.use_count(), 1);
  EXPECT_EQ(*alive, 0);
}

TEST(Executor, HandsWhatAFunctionThrowsToTheFaultHandlerAndGoesOn) {
  std::vector<std::string> faults;
  bool went_on = false;
  Executor executor(1, [&](std::string_view what) { faults.emplace_back(what); });

  executor.post_function([] { throw std::runtime_error("disk on fire"); });
  executor.post_function([] { throw 7; });
  executor.post_function([&] { went_on = true; });
  executor.wait_idle();

  EXPECT_EQ(faults, (std::vector<std::string>{"disk on fire", "something that is not a std::exception"}));
  EXPECT_TRUE(went_on);
}

TEST(Executor, ReplacesThreadsThatHangWhileWorkWaits) {
  Executor executor(2, {}, {.extra_threads = 8, .patience = std::chrono::milliseconds(1)});
  std::promise<void> door;
  const auto opened = door.get_future().share();
  for (int i = 0; i < 5; ++i) executor.post_function([opened] { opened.wait(); });
  std::promise<void> ran;

  executor.post_function([&] { ran.set_value(); });
  ran.get_future().wait();  // for ever, without extra threads

  EXPECT_GE(executor.threads(), 6u);
  EXPECT_LE(executor.threads(), 2u + 5u);
  door.set_value();
  executor.wait_idle();
}

TEST(Executor, GrowsNoFurtherThanItMay) {
  Executor executor(1, {}, {.extra_threads = 2, .patience = std::chrono::milliseconds(1)});
  std::promise<void> door;
  const auto opened = door.get_future().share();
  std::atomic<int> inside = 0;
  std::promise<void> full;
  for (int i = 0; i < 6; ++i) {
    executor.post_function([&, opened] {
      if (++inside == 3) full.set_value();
      opened.wait();
    });
  }
  full.get_future().wait();

  EXPECT_FALSE(executor.wait_idle(std::chrono::milliseconds(20)));
  EXPECT_EQ(executor.threads(), 3u);
  EXPECT_EQ(executor.queued(), 3u);
  door.set_value();
  executor.wait_idle();
  EXPECT_EQ(inside, 6);
}

TEST(Executor, ShrinksWhenTheThreadsThatHungAreBack) {
  Executor executor(1, {}, {.extra_threads = 4, .patience = std::chrono::milliseconds(1),
                            .linger = std::chrono::milliseconds(1)});
  std::promise<void> door;
  const auto opened = door.get_future().share();
  executor.post_function([opened] { opened.wait(); });
  std::promise<void> ran;
  executor.post_function([&] { ran.set_value(); });
  ran.get_future().wait();
  EXPECT_EQ(executor.threads(), 2u) << "the extra thread stays as long as the other one hangs";

  door.set_value();
  while (executor.threads() > 1) std::this_thread::yield();  // a hang is this test's failure

  bool worked = false;
  executor.post_function([&] { worked = true; });
  executor.wait_idle();
  EXPECT_TRUE(worked);
}

// Ten instances that were connected at once stood still for ten seconds: every thread waited for a task
// behind it, and the pool had missed that it should grow.
TEST(Executor, GrowsForTasksThatWaitForTasksHoweverOften) {
  Executor executor(2, {}, {.extra_threads = 64, .patience = std::chrono::milliseconds(1),
                            .linger = std::chrono::milliseconds(1)});
  for (int round = 0; round < 200; ++round) {
    // Short ones first, so that the watcher is woken for nothing now and then.
    for (int i = 0; i < 4; ++i) executor.post_function([] {});
    for (int i = 0; i < 4; ++i) {
      executor.post_function([&executor] {
        std::promise<void> inner;
        executor.post_function([&] { inner.set_value(); });
        inner.get_future().wait();
      });
    }
    executor.wait_idle();  // a hang is this test's failure
  }
}

}  // namespace
}  // namespace wagate
