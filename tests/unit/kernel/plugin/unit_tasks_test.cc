#include "kernel/plugin/unit_tasks.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>

#include "kernel/core/clock.h"
#include "kernel/core/executor.h"
#include "kernel/core/timers.h"
#include "wagate/task.h"

namespace wagate {
namespace {

class UnitTasksTest : public ::testing::Test {
 protected:
  ~UnitTasksTest() override {
    timers_.stop();
    executor_.stop();
  }

  ManualClock clock_;
  Executor executor_{1};
  Timers timers_{clock_};
  UnitGuard guard_{"unit", Logger(), clock_};
  UnitTasks tasks_{executor_, timers_, guard_};
};

TEST_F(UnitTasksTest, RunTasksAsTheUnit) {
  const UnitGuard* current = nullptr;
  tasks_.executor().post(make_task([&] { current = UnitGuard::current(); }));

  executor_.wait_idle();

  EXPECT_EQ(current, &guard_);
}

TEST_F(UnitTasksTest, ReleaseWhatHasNotRunWhenTheyClose) {
  auto alive = std::make_shared<std::atomic<int>>(0);
  std::promise<void> go;
  executor_.post(make_task([&] { go.get_future().wait(); }));  // keeps the only thread busy
  tasks_.executor().post(make_task([alive] { ++*alive; }));
  tasks_.timers().after(10, make_task([alive] { ++*alive; }));
  ASSERT_EQ(alive.use_count(), 3);

  tasks_.close();

  EXPECT_EQ(alive.use_count(), 1);
  go.set_value();
  executor_.wait_idle();
  clock_.advance_ms(100);
  EXPECT_EQ(*alive, 0);
}

TEST_F(UnitTasksTest, WaitForARunningTaskWhenTheyClose) {
  std::promise<void> inside;
  std::promise<void> go;
  std::atomic<bool> finished = false;
  tasks_.executor().post(make_task([&] {
    inside.set_value();
    go.get_future().wait();
    finished = true;
  }));
  inside.get_future().wait();
  auto closed = std::async(std::launch::async, [&] {
    tasks_.close();
    return finished.load();
  });

  go.set_value();

  EXPECT_TRUE(closed.get());
}

TEST_F(UnitTasksTest, TakeNothingOnceClosed) {
  auto alive = std::make_shared<int>(0);
  tasks_.close();

  tasks_.executor().post(make_task([alive] { ++*alive; }));
  EXPECT_EQ(tasks_.timers().after(1, make_task([alive] { ++*alive; })), 0u);

  EXPECT_EQ(alive.use_count(), 1);
}

TEST_F(UnitTasksTest, CancelATimerOnce) {
  auto alive = std::make_shared<int>(0);
  const auto timer = tasks_.timers().after(10, make_task([alive] { ++*alive; }));

  EXPECT_TRUE(tasks_.timers().cancel(timer));

  EXPECT_EQ(alive.use_count(), 1);
  EXPECT_FALSE(tasks_.timers().cancel(timer));
}

}  // namespace
}  // namespace wagate
