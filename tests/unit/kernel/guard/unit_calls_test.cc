#include "kernel/guard/unit_calls.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "../bus/bus_fixture.h"
#include "kernel/core/executor.h"

namespace wagate {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFarAway{30'000};  // only a hang reaches it

// A door that calls stand in front of until somebody opens it.
class Door {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void open() {
    std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void wait_for(int calls) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= calls; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

// Calls that run when the test says so.
struct UnitCallsTest : testing::Test {
  void post(std::string name, std::uint64_t line = 0, std::size_t bytes = 0) {
    UnitCalls::Call call;
    call.what = "execute";
    call.line = line;
    call.bytes = bytes;
    call.hangs_after_ms = 100;
    call.run = [this, name] { seen.push_back(name); };
    call.refuse = [this, name](std::string_view why) { seen.push_back(name + " refused: " + std::string(why)); };
    calls.post(std::move(call));
  }

  ManualClock clock;
  test::HandExecutor executor;
  UnitCalls calls{"bridge", executor, clock, {.limit = 2, .max_waiting = 4, .max_bytes = 1'000}};
  std::vector<std::string> seen;
};

TEST_F(UnitCallsTest, RunOnTheExecutorInTheOrderTheyCame) {
  for (const char* name : {"a", "b", "c"}) post(name, 7);
  EXPECT_TRUE(seen.empty());

  executor.run_all();

  EXPECT_EQ(seen, (std::vector<std::string>{"a", "b", "c"}));
}

TEST_F(UnitCallsTest, AreRefusedAtOnceWhenTooManyWaitOrTheyAreTooLarge) {
  post("huge", 0, 1'001);
  for (const char* name : {"a", "b", "c", "d", "e"}) post(name);

  EXPECT_EQ(seen, (std::vector<std::string>{"huge refused: unit \"bridge\" is busy: 0 calls wait for it",
                                            "e refused: unit \"bridge\" is busy: 4 calls wait for it"}));
  executor.run_all();
  EXPECT_EQ(seen.size(), 6u) << "what was taken runs";
}

TEST_F(UnitCallsTest, CountTheBytesOfWhatWaitsOnly) {
  post("a", 0, 900);
  post("b", 0, 200);
  executor.run_all();
  post("c", 0, 900);
  executor.run_all();

  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[0], "b refused: unit \"bridge\" is busy: 1 calls wait for it");
  EXPECT_EQ(seen[2], "c");
}

TEST_F(UnitCallsTest, AreRefusedWhenTheUnitStops) {
  post("a");
  post("b", 7);
  post("c", 7);

  EXPECT_TRUE(calls.close(milliseconds(0)));
  post("d");
  executor.run_all();

  ASSERT_EQ(seen.size(), 4u);
  for (const std::string& line : seen) EXPECT_NE(line.find("refused: unit \"bridge\" is stopping"), std::string::npos) << line;
}

TEST(UnitCalls, GiveAnotherLineItsTurnWhileOneHangs) {
  Door door;
  std::vector<std::string> refused;
  std::atomic<int> ran{0};
  ManualClock clock;
  Executor executor(4);
  UnitCalls calls("bridge", executor, clock, {.limit = 2});
  Door other_line;
  const auto post = [&](std::uint64_t line, std::function<void()> run) {
    calls.post({.what = "execute", .line = line, .hangs_after_ms = 100, .run = std::move(run),
                .refuse = [&](std::string_view why) { refused.emplace_back(why); }});
  };

  post(1, [&] { door.pass(); });
  door.wait_for(1);
  post(1, [&] { ++ran; });  // behind the one that hangs
  post(2, [&] { other_line.pass(); });
  other_line.wait_for(1);  // another instance is served
  other_line.open();
  clock.advance_ms(101);
  post(1, [&] { ++ran; });  // the line hangs by now

  EXPECT_EQ(refused, (std::vector<std::string>{"unit \"bridge\" hangs: execute() has not returned for 101 ms"}));
  EXPECT_EQ(ran, 0);
  door.open();
  executor.wait_idle();
  EXPECT_EQ(ran, 1) << "what waited in the line goes on when the call returns after all";
  EXPECT_TRUE(calls.close(kFarAway));
}

TEST(UnitCalls, AreRefusedAtOnceWhenEveryPlaceHangs) {
  Door door;
  std::vector<std::string> refused;
  bool ran = false;
  ManualClock clock;
  Executor executor(4);
  UnitCalls calls("bridge", executor, clock, {.limit = 2});
  const auto post = [&](std::function<void()> run) {
    calls.post({.what = "authenticate", .hangs_after_ms = 100, .run = std::move(run),
                .refuse = [&](std::string_view why) { refused.emplace_back(why); }});
  };
  post([&] { door.pass(); });
  post([&] { door.pass(); });
  door.wait_for(2);

  clock.advance_ms(101);
  post([] {});
  EXPECT_EQ(refused, (std::vector<std::string>{"unit \"bridge\" hangs: authenticate() has not returned for 101 ms"}));

  door.open();
  executor.wait_idle();
  post([&] { ran = true; });
  executor.wait_idle();
  EXPECT_TRUE(ran) << "the unit came back";
  EXPECT_EQ(refused.size(), 1u);
}

TEST(UnitCalls, LeaveTheRestOfThePoolToOthers) {
  Door door;
  Executor executor(4);
  ManualClock clock;
  UnitCalls calls("bridge", executor, clock, {.limit = 2});
  for (int i = 0; i < 10; ++i)
    calls.post({.what = "execute", .run = [&] { door.pass(); }, .refuse = [](std::string_view) {}});
  door.wait_for(2);

  Door others;
  for (int i = 0; i < 2; ++i) executor.post_function([&] { others.pass(); });
  others.wait_for(2);

  EXPECT_EQ(executor.threads(), 4u) << "no extra thread was needed";
  others.open();
  door.open();
  EXPECT_TRUE(calls.close(kFarAway));
}

TEST(UnitCalls, SayWhichCallDoesNotReturnWhenTheUnitStops) {
  Door door;
  Executor executor(2);
  ManualClock clock;
  UnitCalls calls("bridge", executor, clock, {});
  calls.post({.what = "execute", .run = [&] { door.pass(); }, .refuse = [](std::string_view) {}});
  door.wait_for(1);

  EXPECT_FALSE(calls.close(milliseconds(1)));

  EXPECT_EQ(calls.oldest(), "execute");
  door.open();
  EXPECT_TRUE(calls.close(kFarAway));
  EXPECT_EQ(calls.oldest(), "");
}

TEST(UnitCalls, AreRefusedWhenTheExecutorHasStopped) {
  Executor executor(1);
  ManualClock clock;
  UnitCalls calls("bridge", executor, clock, {});
  executor.stop();
  std::string refused;

  calls.post({.what = "execute", .run = [] { FAIL(); }, .refuse = [&](std::string_view why) { refused = why; }});

  EXPECT_EQ(refused, "unit \"bridge\" is stopping");
}

TEST(CallAndWait, AnswersWhenTheCallHasReturned) {
  Executor executor(1);
  ManualClock clock;
  UnitCalls calls("bridge", executor, clock, {});
  std::atomic<bool> ran{false};
  std::string why;

  EXPECT_EQ(call_and_wait(calls, "open", kFarAway, [&] { ran = true; }, why), CallEnd::returned);

  EXPECT_TRUE(ran);
}

TEST(CallAndWait, GivesUpOnACallThatHangsAndDropsOneThatHasNotBegun) {
  Executor executor(4);
  ManualClock clock;
  UnitCalls calls("bridge", executor, clock, {.limit = 1});
  auto door = std::make_shared<Door>();
  std::atomic<bool> second{false};
  std::string why;

  EXPECT_EQ(call_and_wait(calls, "open", milliseconds(20), [door] { door->pass(); }, why), CallEnd::late);
  EXPECT_EQ(why, "open() has not returned for 20 ms");
  EXPECT_EQ(call_and_wait(calls, "close", milliseconds(1), [&] { second = true; }, why), CallEnd::late);
  EXPECT_EQ(why, "close() could not begin within 1 ms");

  door->open();
  EXPECT_TRUE(calls.close(kFarAway));
  EXPECT_FALSE(second);
}

TEST(CallAndWait, IsOverWhenTheUnitStops) {
  Executor executor(4);
  ManualClock clock;
  UnitCalls calls("bridge", executor, clock, {});
  auto door = std::make_shared<Door>();
  std::thread asker([&] {
    std::string why;
    EXPECT_EQ(call_and_wait(calls, "open", kFarAway * 10, [door] { door->pass(); }, why), CallEnd::late);
    EXPECT_EQ(why, "open() has not returned when the gateway stopped");
  });
  door->wait_for(1);

  EXPECT_FALSE(calls.close(milliseconds(0)));
  asker.join();

  door->open();
  EXPECT_TRUE(calls.close(kFarAway));
}

TEST(UnitCalls, RunOrRefuseEveryCallOnceWhileTheUnitStops) {
  for (int round = 0; round < 20; ++round) {
    Executor executor(4);
    ManualClock clock;
    UnitCalls calls("bridge", executor, clock, {.limit = 3});
    std::atomic<int> ended{0};
    std::vector<std::thread> askers;
    for (std::uint64_t asker = 0; asker < 3; ++asker) {
      askers.emplace_back([&, asker] {
        for (std::uint64_t i = 0; i < 200; ++i) {
          calls.post({.what = "execute", .line = asker % 2 == 0 ? i % 5 : 0, .hangs_after_ms = 100,
                      .run = [&] { ++ended; }, .refuse = [&](std::string_view) { ++ended; }});
        }
      });
    }
    EXPECT_TRUE(calls.close(kFarAway));
    for (std::thread& asker : askers) asker.join();
    executor.wait_idle();

    EXPECT_EQ(ended, 600);
  }
}

}  // namespace
}  // namespace wagate
