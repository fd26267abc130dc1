#include "kernel/core/executor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
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

}  // namespace
}  // namespace wagate
