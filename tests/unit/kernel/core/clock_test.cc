#include "kernel/core/clock.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <vector>

#include "kernel/core/executor.h"
#include "kernel/core/time_format.h"
#include "kernel/core/timers.h"
#include "wagate/task.h"

namespace wagate {
namespace {

TEST(ManualClock, MovesBothClocksWhenToldAndNotOtherwise) {
  ManualClock clock;
  const auto unix_before = clock.unix_ms();
  const auto monotonic_before = clock.monotonic_ns();
  EXPECT_EQ(clock.unix_ms(), unix_before);

  clock.advance_ms(1'500);

  EXPECT_EQ(clock.unix_ms(), unix_before + 1'500);
  EXPECT_EQ(clock.monotonic_ns(), monotonic_before + 1'500'000'000);
}

TEST(Timers, RunInTheOrderOfTheirTimesAndThenOfTheirRegistration) {
  ManualClock clock;
  Timers timers(clock);
  std::vector<std::string> ran;
  timers.after(20, make_task([&] { ran.push_back("late"); }));
  timers.after(10, make_task([&] { ran.push_back("first of two"); }));
  timers.after(10, make_task([&] { ran.push_back("second of two"); }));

  clock.advance_ms(100);

  EXPECT_EQ(ran, (std::vector<std::string>{"first of two", "second of two", "late"}));
}

TEST(Timers, SeeTheTimeAtWhichTheyWereDueAndMayBeSetAgain) {
  ManualClock clock;
  Timers timers(clock);
  std::vector<std::int64_t> at;
  const auto start = clock.unix_ms();
  std::function<void()> tick = [&] {
    at.push_back(clock.unix_ms() - start);
    timers.after(10, make_task([&] { tick(); }));
  };
  timers.after(10, make_task([&] { tick(); }));

  clock.advance_ms(35);

  EXPECT_EQ(at, (std::vector<std::int64_t>{10, 20, 30}));
}

TEST(Timers, ReleaseACancelledTaskWithoutRunningIt) {
  ManualClock clock;
  Timers timers(clock);
  auto alive = std::make_shared<int>(0);
  const auto timer = timers.after(10, make_task([alive] { ++*alive; }));
  ASSERT_EQ(alive.use_count(), 2);

  EXPECT_TRUE(timers.cancel(timer));

  EXPECT_EQ(alive.use_count(), 1);
  EXPECT_FALSE(timers.cancel(timer));
  clock.advance_ms(100);
  EXPECT_EQ(*alive, 0);
}

TEST(Timers, ReleaseWhatIsLeftWhenTheyStop) {
  ManualClock clock;
  auto alive = std::make_shared<int>(0);
  {
    Timers timers(clock);
    timers.after(10, make_task([alive] {}));
    timers.stop();
    EXPECT_EQ(alive.use_count(), 1);
    EXPECT_EQ(timers.after(10, make_task([alive] {})), 0u);
  }
  EXPECT_EQ(alive.use_count(), 1);
}

TEST(Timers, PostToTheExecutorUnderTheSystemClock) {
  SystemClock clock;
  Executor executor(1);
  Timers timers(clock, executor);
  std::promise<void> ran;
  timers.after(3'600'000, make_task([] {}));

  timers.after(0, make_task([&] { ran.set_value(); }));

  EXPECT_EQ(ran.get_future().wait_for(std::chrono::seconds(30)), std::future_status::ready);
  timers.stop();
  executor.stop();
}

TEST(IsoTime, WritesKnownMoments) {
  EXPECT_EQ(iso_utc(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(iso_utc(ManualClock::kDefaultStartMs), "2026-03-02T14:11:07.412Z");
  EXPECT_EQ(iso_utc(951'782'399'999), "2000-02-28T23:59:59.999Z");
  EXPECT_EQ(iso_utc(951'782'400'000), "2000-02-29T00:00:00.000Z");
  EXPECT_EQ(iso_utc(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(iso_utc(4'107'542'400'000), "2100-03-01T00:00:00.000Z");
}

}  // namespace
}  // namespace wagate
