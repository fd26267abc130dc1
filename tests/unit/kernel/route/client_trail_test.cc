// The trail that clients leave in the log, whatever transport they came by.
#include <gtest/gtest.h>

#include "route_fixture.h"

namespace wagate {
namespace {

using test::RouteFixture;

TEST(ClientTrail, TellsEveryStepOfAClientOnce) {
  RouteFixture f;
  const abi::ClientId client = f.connect("global");
  f.join(client, "/shop-01");
  f.hub.leave(client, "/shop-01");
  f.hub.disconnected(client, "transport close");

  const auto& log = f.f.bus.captured;
  EXPECT_EQ(log.count("handshake accepted transport= client=1 as=global instances=all peer="), 1u);
  EXPECT_EQ(log.count("joined transport=transport_socketio client=1 channel=/shop-01 as=global"), 1u);
  EXPECT_EQ(log.count("left transport=transport_socketio client=1 channel=/shop-01"), 1u);
  EXPECT_EQ(log.count("closed transport=transport_socketio client=1 reason=transport close"), 1u);
}

TEST(ClientTrail, SaysOfHowManyInstancesAClientMayHear) {
  RouteFixture f;
  f.connect("TOKEN-1 TOKEN-2");

  EXPECT_EQ(f.f.bus.captured.count("instances=2"), 1u);
}

TEST(ClientTrail, TellsWhyAChannelWasRefusedAndCountsIt) {
  RouteFixture f;
  const abi::ClientId client = f.connect("TOKEN-1");
  f.join(client, "/shop-02");
  f.join(client, "/nobody");

  EXPECT_EQ(f.f.bus.captured.count("join refused reason=Unauthorized transport=transport_socketio client=1 channel=/shop-02"), 1u);
  EXPECT_EQ(f.f.bus.captured.count("join refused reason=Invalid namespace transport=transport_socketio client=1 channel=/nobody"), 1u);
  std::size_t counted = 0;
  for (const auto& sample : f.figures.samples())
    if (sample.name == "joins_refused_total" && sample.value == 1) ++counted;
  EXPECT_EQ(counted, 2u);
}

TEST(ClientTrail, OfOneClientIsShortHoweverOftenItJoins) {
  RouteFixture f;
  const abi::ClientId client = f.connect("global");
  for (int i = 0; i < 1000; ++i) {
    f.join(client, "/shop-01");
    f.hub.leave(client, "/shop-01");
  }

  const auto& log = f.f.bus.captured;
  EXPECT_EQ(log.count("joined transport") + log.count("left transport"), ClientTrail::kLinesPerClient);
}

TEST(ClientTrail, HoldsNothingPerEvent) {
  RouteFixture f;
  f.join(f.connect("global"), "/shop-01");
  const std::size_t before = f.f.bus.captured.count("");

  for (int i = 0; i < 100; ++i) f.publish("shop-01");

  EXPECT_EQ(f.transport.deliveries, 100);
  EXPECT_EQ(f.f.bus.captured.count(""), before);
}

}  // namespace
}  // namespace wagate
