#include "hosts.h"

#include <gtest/gtest.h>

#include "lane.h"

namespace wagate::transport_webhook {
namespace {

TEST(Hosts, TakeTurns) {
  Hosts hosts;
  Lane a1, a2, a3, b1;
  hosts.enqueue("a", a1);
  hosts.enqueue("a", a2);
  hosts.enqueue("a", a3);
  hosts.enqueue("b", b1);

  EXPECT_EQ(hosts.next(), &a1);
  EXPECT_EQ(hosts.next(), &b1);
  EXPECT_EQ(hosts.next(), &a2);
  EXPECT_EQ(hosts.next(), &a3);
  EXPECT_EQ(hosts.next(), nullptr);
  EXPECT_EQ(hosts.in_flight(), 4u);
}

TEST(Hosts, KeepTheLimitsPerHostAndAltogether) {
  Hosts hosts;
  hosts.set_limits(2, 1);
  Lane a1, a2, b1, c1;
  hosts.enqueue("a", a1);
  hosts.enqueue("a", a2);
  hosts.enqueue("b", b1);
  hosts.enqueue("c", c1);

  EXPECT_EQ(hosts.next(), &a1);
  EXPECT_EQ(hosts.next(), &b1);
  EXPECT_EQ(hosts.next(), nullptr);
  hosts.ended("a", Hosts::End::answered);
  EXPECT_EQ(hosts.next(), &c1);
  hosts.ended("b", Hosts::End::answered);
  EXPECT_EQ(hosts.next(), &a2);
}

TEST(Hosts, GiveASilentHostOnePlaceUntilItAnswers) {
  Hosts hosts;
  Lane one, two, three, four;
  hosts.enqueue("a", one);
  ASSERT_EQ(hosts.next(), &one);
  hosts.ended("a", Hosts::End::silent);
  hosts.enqueue("a", two);
  hosts.enqueue("a", three);
  hosts.enqueue("a", four);

  EXPECT_EQ(hosts.next(), &two);
  EXPECT_EQ(hosts.next(), nullptr);
  hosts.ended("a", Hosts::End::answered);
  EXPECT_EQ(hosts.next(), &three);
  EXPECT_EQ(hosts.next(), &four);
}

TEST(Hosts, ForgetALaneThatLeavesTheLine) {
  Hosts hosts;
  Lane one, two;
  hosts.enqueue("a", one);
  hosts.enqueue("a", two);

  hosts.dequeue("a", one);

  EXPECT_EQ(hosts.next(), &two);
  EXPECT_EQ(hosts.next(), nullptr);
}

}  // namespace
}  // namespace wagate::transport_webhook
