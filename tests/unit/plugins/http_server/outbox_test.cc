#include "outbox.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "timer_wheel.h"
#include "wagate/task.h"

namespace wagate::http_server {
namespace {

class OutboxTest : public ::testing::Test {
 protected:
  void push(std::string_view text, bool joined = false, std::int64_t at_ms = 0) {
    outbox_.push(pool_.share(SharedFrame::raw(text), at_ms), joined);
  }
  std::string waiting() const {
    iovec pieces[64];
    const int count = outbox_.gather(pieces, 64);
    std::string all;
    for (int i = 0; i < count; ++i) all.append(static_cast<const char*>(pieces[i].iov_base), pieces[i].iov_len);
    return all;
  }

  OutboxPool pool_;
  Outbox outbox_{pool_};
};

TEST_F(OutboxTest, GivesBytesBackInOrderHoweverTheyAreTaken) {
  std::string expected;
  for (int i = 0; i < 50; ++i) {
    push(std::to_string(i) + ";");
    expected += std::to_string(i) + ";";
  }
  EXPECT_EQ(outbox_.bytes(), expected.size());

  std::string taken;
  while (!outbox_.is_empty()) {
    const std::string front = waiting().substr(0, 3);
    taken += front;
    outbox_.consume(front.size());
  }

  EXPECT_EQ(taken, expected);
  EXPECT_EQ(outbox_.bytes(), 0u);
}

TEST_F(OutboxTest, CountsMessagesAndNotControlFrames) {
  const abi::StringRef text = "message";
  outbox_.push(pool_.share(SharedFrame::message(&text, 1, false), 0), false);
  EXPECT_EQ(outbox_.consume(9), 1u);
  push("control");
  EXPECT_EQ(outbox_.consume(7), 0u);
}

TEST_F(OutboxTest, DropsTheOldestWholeMessageThatHasNotBegun) {
  push("aaa");
  push("b1");
  push("b2", true);
  push("ccc");

  EXPECT_EQ(outbox_.consume(1), 0u);
  EXPECT_TRUE(outbox_.drop_oldest(0));

  EXPECT_EQ(waiting(), "aaccc");
  EXPECT_TRUE(outbox_.drop_oldest(0));
  EXPECT_FALSE(outbox_.drop_oldest(0));
  EXPECT_EQ(waiting(), "aa");
}

TEST_F(OutboxTest, KeepsTheRestOfAMessageWhoseFirstFrameIsOut) {
  push("b1");
  push("b2", true);
  push("ccc");
  outbox_.consume(2);

  EXPECT_TRUE(outbox_.drop_oldest(0));

  EXPECT_EQ(waiting(), "b2");
  EXPECT_FALSE(outbox_.drop_oldest(0));
}

TEST_F(OutboxTest, KeepsWhatTlsHasEncrypted) {
  push("aaa");
  push("bbb");
  push("ccc");

  EXPECT_TRUE(outbox_.drop_oldest(4));

  EXPECT_EQ(waiting(), "aaabbb");
}

TEST_F(OutboxTest, DropsWhatIsTooOld) {
  push("aaa", false, 100);
  push("bbb", false, 200);
  push("ccc", false, 300);
  EXPECT_EQ(outbox_.oldest_ms(), 100);

  EXPECT_EQ(outbox_.drop_older_than(300, 0), 2u);

  EXPECT_EQ(waiting(), "ccc");
}

TEST_F(OutboxTest, KeepsOnlyTheFrameUnderWayBeforeALastWord) {
  push("aaa");
  push("bbb");
  outbox_.consume(2);

  outbox_.keep_started(0);

  EXPECT_EQ(waiting(), "a");
  EXPECT_EQ(outbox_.bytes(), 1u);
}

TEST(OutboxPool, SharesOneFrameAmongManyAndReleasesItOnce) {
  OutboxPool pool;
  SharedFrame* frame = SharedFrame::raw("x");
  frame->retain();  // seen by the test
  FrameShare* share = pool.share(frame, 0);
  {
    Outbox first(pool), second(pool);
    share->users = 3;
    first.push(share, false);
    second.push(share, false);
    pool.release(share);
    first.consume(1);
    EXPECT_EQ(share->users, 1u);
  }
  frame->release();  // the last owner: a leak or a double release shows under the sanitizer
}

class TimerWheelTest : public ::testing::Test {
 protected:
  void add(std::int64_t now, std::int64_t delay, const std::string& name) {
    wheel_.add(now, delay, make_task([this, name] { ran_.push_back(name); }));
  }
  TimerWheel wheel_{0};
  std::vector<std::string> ran_;
};

TEST_F(TimerWheelTest, RunsTasksInOrderOfTimeAndNeverEarly) {
  add(0, 25, "b");
  add(0, 11, "a");
  add(0, 30000, "far");
  EXPECT_EQ(wheel_.next_ms(0), 20);

  wheel_.run_due(19);
  EXPECT_TRUE(ran_.empty());
  wheel_.run_due(100);
  EXPECT_EQ(ran_, (std::vector<std::string>{"a", "b"}));
  wheel_.run_due(29990);
  EXPECT_EQ(ran_.size(), 2u);
  wheel_.run_due(30000);

  EXPECT_EQ(ran_.back(), "far");
  EXPECT_EQ(wheel_.size(), 0u);
  EXPECT_EQ(wheel_.next_ms(30000), -1);
}

TEST_F(TimerWheelTest, CatchesUpAfterALongPause) {
  for (int i = 0; i < 100; ++i) add(0, 500 * (i + 1), std::to_string(i));

  wheel_.run_due(1000000);

  ASSERT_EQ(ran_.size(), 100u);
  EXPECT_EQ(ran_.front(), "0");
  EXPECT_EQ(ran_.back(), "99");
}

TEST_F(TimerWheelTest, TakesTasksFromTasks) {
  wheel_.add(0, 10, make_task([this] { add(10, 10, "second"); }));
  wheel_.run_due(10);
  EXPECT_EQ(wheel_.size(), 1u);
  wheel_.run_due(20);
  EXPECT_EQ(ran_, std::vector<std::string>{"second"});
}

TEST_F(TimerWheelTest, KnowsTheNextDueTimeAcrossTheEndOfTheWheel) {
  wheel_.run_due(10200);
  add(10200, 500, "x");
  EXPECT_EQ(wheel_.next_ms(10200), 500);
}

}  // namespace
}  // namespace wagate::http_server
