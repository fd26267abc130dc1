#include "mailbox.h"

#include <gtest/gtest.h>

#include "support.h"

namespace wagate::transport_webhook {
namespace {

TEST(Mailbox, TakesEventsUpToItsLimits) {
  Mailbox few(2, 1 << 20);
  EXPECT_TRUE(few.offer(event("1")));
  EXPECT_TRUE(few.offer(event("2")));
  EXPECT_FALSE(few.offer(event("3")));
  EXPECT_EQ(few.take().size(), 2u);
  EXPECT_TRUE(few.offer(event("4")));

  Mailbox small(100, event("1").body.size());
  EXPECT_TRUE(small.offer(event("1")));
  EXPECT_FALSE(small.offer(event("2")));
}

TEST(Mailbox, KeepsJobsInOrderWithEventsAndBeyondTheLimits) {
  Mailbox mailbox(1, 1 << 20);
  EXPECT_TRUE(mailbox.post([](Dispatcher&) {}));
  EXPECT_TRUE(mailbox.offer(event("1")));
  EXPECT_TRUE(mailbox.post([](Dispatcher&) {}));

  const auto items = mailbox.take();

  ASSERT_EQ(items.size(), 3u);
  EXPECT_TRUE(items[0].job);
  EXPECT_FALSE(items[1].job);
  EXPECT_TRUE(items[2].job);
}

TEST(Mailbox, TakesNothingWhenItIsClosedButGivesWhatItHas) {
  Mailbox mailbox(10, 1 << 20);
  EXPECT_TRUE(mailbox.offer(event("1")));
  mailbox.close();

  EXPECT_FALSE(mailbox.offer(event("2")));
  EXPECT_FALSE(mailbox.post([](Dispatcher&) {}));
  EXPECT_TRUE(mailbox.wait());
  EXPECT_EQ(mailbox.take().size(), 1u);
  EXPECT_FALSE(mailbox.wait());
}

}  // namespace
}  // namespace wagate::transport_webhook
