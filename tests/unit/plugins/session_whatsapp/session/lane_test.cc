// Lanes, alarms and the outbox: who runs when.
#include "session/lane.h"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <string>
#include <vector>

#include "session/alarm.h"
#include "session/outbox.h"
#include "wagate/testing/fake_host.h"

namespace wagate::session_whatsapp {
namespace {

using wagate::testing::FakeExecutor;
using wagate::testing::FakeTime;

class Lanes : public ::testing::Test {
 protected:
  Lanes() { place.lane = make_lane(); }
  ~Lanes() override { place.lane->shut(); }

  std::shared_ptr<Lane> make_lane() {
    return std::make_shared<Lane>(executor, outstanding, [this](std::string_view what) { thrown.emplace_back(what); });
  }

  FakeExecutor executor;
  FakeTime time;
  std::shared_ptr<Outstanding> outstanding = std::make_shared<Outstanding>();
  std::vector<std::string> thrown;
  std::vector<int> done;
  Workplace place{time, time, nullptr, outstanding};
};

TEST_F(Lanes, DoTheirWorkInOrder) {
  for (int i = 0; i < 100; ++i) place.lane->post([this, i] { done.push_back(i); });
  EXPECT_EQ(place.lane->waiting(), 100u);

  executor.run_all();

  ASSERT_EQ(done.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(done[static_cast<std::size_t>(i)], i);
}

TEST_F(Lanes, DoNotEndWithWorkThatThrows) {
  place.lane->post([] { throw std::runtime_error("the disk is full"); });
  place.lane->post([this] { done.push_back(1); });

  executor.run_all();

  EXPECT_EQ(thrown, std::vector<std::string>{"the disk is full"});
  EXPECT_EQ(done, std::vector<int>{1});
}

TEST_F(Lanes, ForgetTheirWorkWhenTheyAreShut) {
  place.lane->post([this] { done.push_back(1); });

  place.lane->shut();
  place.lane->post([this] { done.push_back(2); });
  executor.run_all();

  EXPECT_TRUE(done.empty());
  EXPECT_TRUE(outstanding->wait_until_none(std::chrono::milliseconds(0)));
}

TEST_F(Lanes, AreShutOnlyWhenTheirWorkHasLeft) {
  std::promise<void> inside;
  std::promise<void> go;
  place.lane->post([&] {
    inside.set_value();
    go.get_future().wait();
    done.push_back(1);
  });
  auto running = std::async(std::launch::async, [this] { executor.run_all(); });
  inside.get_future().wait();

  auto shutting = std::async(std::launch::async, [this] {
    place.lane->shut();
    return done.size();
  });
  go.set_value();

  EXPECT_EQ(shutting.get(), 1u);
  running.get();
}

TEST_F(Lanes, MayBeShutByTheirOwnWork) {
  place.lane->post([this] { place.lane->shut(); });
  place.lane->post([this] { done.push_back(2); });

  executor.run_all();

  EXPECT_TRUE(done.empty());
}

TEST_F(Lanes, HearAlarmsWhenTheTimeHasCome) {
  Alarm alarm(place);
  alarm.set(1000, [this] { done.push_back(1); });

  time.advance(999);
  executor.run_all();
  EXPECT_TRUE(done.empty());
  time.advance(1);
  executor.run_all();

  EXPECT_EQ(done, std::vector<int>{1});
  EXPECT_FALSE(alarm.is_set());
}

TEST_F(Lanes, DoNotHearAnAlarmThatWasSetAnew) {
  Alarm alarm(place);
  alarm.set(1000, [this] { done.push_back(1); });
  alarm.set(2000, [this] { done.push_back(2); });

  time.advance(5000);
  executor.run_all();

  EXPECT_EQ(done, std::vector<int>{2});
}

TEST_F(Lanes, DoNotHearAnAlarmThatWasCancelledAfterItRang) {
  auto alarm = std::make_unique<Alarm>(place);
  alarm->set(1000, [this] { done.push_back(1); });
  time.advance(1000);  // its call waits in the lane

  alarm.reset();
  executor.run_all();

  EXPECT_TRUE(done.empty());
}

TEST_F(Lanes, MaySetAnAlarmFromWithinItsCall) {
  Alarm alarm(place);
  std::function<void()> again = [&] {
    done.push_back(static_cast<int>(done.size()));
    if (done.size() < 3) alarm.set(10, again);
  };
  alarm.set(10, again);

  for (int i = 0; i < 5; ++i) {
    time.advance(10);
    executor.run_all();
  }

  EXPECT_EQ(done, (std::vector<int>{0, 1, 2}));
}

TEST_F(Lanes, PublishInOrderAndWaitForAFullBus) {
  Outbox outbox(place);
  bool is_full = true;
  const auto publish = [&](int number) {
    return [&, number] {
      if (is_full) return abi::StatusCode::resource_exhausted;
      done.push_back(number);
      return abi::StatusCode::ok;
    };
  };
  outbox.put(publish(1), [&] { done.push_back(10); });
  outbox.put(publish(2));
  executor.run_all();
  EXPECT_TRUE(done.empty());
  EXPECT_EQ(outbox.waiting(), 2u);

  is_full = false;
  outbox.put(publish(3));
  executor.run_all();
  EXPECT_TRUE(done.empty()) << "what came later does not overtake";
  time.advance(Outbox::kRetryMs);
  executor.run_all();

  EXPECT_EQ(done, (std::vector<int>{1, 10, 2, 3}));
  EXPECT_EQ(outbox.waiting(), 0u);
}

TEST_F(Lanes, TellWhoeverWaitsForRoomThatAnOutboxHasSome) {
  std::vector<std::size_t> waiting;
  Outbox* made = nullptr;
  Outbox outbox(place, [&] { waiting.push_back(made->waiting()); });
  made = &outbox;
  bool is_full = true;
  for (int i = 0; i < 3; ++i)
    outbox.put([&] { return is_full ? abi::StatusCode::resource_exhausted : abi::StatusCode::ok; });
  executor.run_all();
  EXPECT_TRUE(waiting.empty());

  is_full = false;
  time.advance(Outbox::kRetryMs);
  executor.run_all();

  EXPECT_EQ(waiting, (std::vector<std::size_t>{2, 1, 0}));
}

TEST_F(Lanes, PublishWhatFollowsSomethingThatCannotBePublished) {
  Outbox outbox(place);
  outbox.put([]() -> abi::StatusCode { throw std::runtime_error("too long"); }, [this] { done.push_back(1); });
  outbox.put([] { return abi::StatusCode::ok; }, [this] { done.push_back(2); });
  executor.run_all();

  EXPECT_EQ(done, std::vector<int>{2});
  EXPECT_EQ(thrown, std::vector<std::string>{"too long"});
  EXPECT_EQ(outbox.waiting(), 0u);
}

TEST_F(Lanes, ForgetWhatWaitsInAnOutboxThatIsShut) {
  Outbox outbox(place);
  outbox.put([] { return abi::StatusCode::resource_exhausted; });
  outbox.put([this] {
    done.push_back(1);
    return abi::StatusCode::ok;
  });
  executor.run_all();

  outbox.shut();
  time.advance(1000);
  executor.run_all();

  EXPECT_TRUE(done.empty());
  EXPECT_EQ(time.pending_timers(), 0u);
}

}  // namespace
}  // namespace wagate::session_whatsapp
