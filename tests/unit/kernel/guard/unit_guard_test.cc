#include "kernel/guard/unit_guard.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>
#include <vector>

#include "../bus/bus_fixture.h"

namespace wagate {
namespace {

struct GuardTest : testing::Test {
  test::CapturedLog captured;
  ManualClock clock;
  UnitGuard guard{"spam-guard", Logger(&captured), clock};

  bool throw_once() {
    return guard.call("on_event", [] { throw std::runtime_error("no dictionary"); });
  }
  void open_breaker() {
    for (int i = 0; i < 5; ++i) throw_once();
  }
};

TEST_F(GuardTest, KeepsAnExceptionOnItsSideAndNamesTheUnit) {
  EXPECT_FALSE(throw_once());

  EXPECT_EQ(guard.faults(), 1u);
  EXPECT_TRUE(captured.contains("unit failed unit=spam-guard call=on_event error=no dictionary"));
}

TEST_F(GuardTest, CountsEveryCallOfEveryThread) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1'000; ++i) guard.call_always("deliver", [] {});
    });
  }
  for (std::thread& thread : threads) thread.join();
  guard.call("on_event", [] {});
  throw_once();

  EXPECT_EQ(guard.calls(), 4'002u);
}

TEST_F(GuardTest, ContainsWhatIsNoStandardException) {
  EXPECT_FALSE(guard.call("on_event", [] { throw 7; }));

  EXPECT_EQ(guard.faults(), 1u);
}

TEST_F(GuardTest, StopsCallingAUnitAfterFiveFaultsInAMinute) {
  open_breaker();

  bool called = false;
  EXPECT_FALSE(guard.call("on_event", [&] { called = true; }));
  EXPECT_FALSE(called);
  EXPECT_EQ(guard.breaker(), UnitGuard::Breaker::open);
}

TEST_F(GuardTest, ForgivesFaultsThatAreFarApart) {
  for (int i = 0; i < 20; ++i) {
    throw_once();
    clock.advance_ms(20'000);
  }

  EXPECT_EQ(guard.breaker(), UnitGuard::Breaker::closed);
}

TEST_F(GuardTest, LetsOneProbeThroughAfterHalfAMinute) {
  open_breaker();
  clock.advance_ms(30'000);

  int calls = 0;
  guard.call("on_event", [&] {
    ++calls;
    EXPECT_FALSE(guard.call("on_event", [&] { ++calls; })) << "while the probe runs, nobody else is let in";
  });

  EXPECT_EQ(calls, 1);
}

TEST_F(GuardTest, CallsAUnitAgainWhenItsProbeWorked) {
  open_breaker();
  clock.advance_ms(30'000);

  EXPECT_TRUE(guard.call("on_event", [] {}));

  EXPECT_EQ(guard.breaker(), UnitGuard::Breaker::closed);
  EXPECT_TRUE(captured.contains("it works unit=spam-guard"));
}

TEST_F(GuardTest, StaysAwayFromAUnitWhoseProbeFailed) {
  open_breaker();
  clock.advance_ms(30'000);

  throw_once();

  EXPECT_EQ(guard.breaker(), UnitGuard::Breaker::open);
  clock.advance_ms(29'999);
  EXPECT_FALSE(guard.call("on_event", [] {}));
}

TEST_F(GuardTest, CountsAnImproperAnswerOfAProbeAsFailure) {
  open_breaker();
  clock.advance_ms(30'000);

  guard.call("on_event", [&] { guard.fault("on_event", "it answered 42"); });

  EXPECT_EQ(guard.breaker(), UnitGuard::Breaker::open);
}

TEST_F(GuardTest, MakesCallsThatMustBeMadeWhateverTheBreakerSays) {
  open_breaker();

  bool called = false;
  EXPECT_TRUE(guard.call_always("deliver", [&] { called = true; }));

  EXPECT_TRUE(called);
}

TEST_F(GuardTest, ReportsASlowUnitAtMostOncePerSecond) {
  const auto slow_calls = [&](std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) guard.call("on_event", [&] { clock.advance_ms(6); });
  };

  slow_calls(3 * UnitGuard::kSampleEvery);
  EXPECT_EQ(captured.count("unit was slow"), 1u);

  slow_calls(300);
  EXPECT_GE(captured.count("unit was slow"), 2u);
  EXPECT_LE(captured.count("unit was slow"), 3u);
}

TEST_F(GuardTest, SaysWhichUnitTheThreadIsIn) {
  UnitGuard other("auth", Logger(&captured), clock);
  EXPECT_EQ(UnitGuard::current(), nullptr);

  guard.call("outer", [&] {
    EXPECT_EQ(UnitGuard::current(), &guard);
    other.call("inner", [&] { EXPECT_EQ(UnitGuard::current(), &other); });
    EXPECT_EQ(UnitGuard::current(), &guard);
  });

  EXPECT_EQ(UnitGuard::current(), nullptr);
}

}  // namespace
}  // namespace wagate
