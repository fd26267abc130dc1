#include "kernel/route/event_router.h"

#include <gtest/gtest.h>

#include "route_fixture.h"

namespace wagate {
namespace {

using abi::Verdict;
using test::RouteFixture;
using Channels = std::vector<std::string>;

// Adds a delivery filter.
struct DeliveryFilter {
  DeliveryFilter(RouteFixture& fixture, test::FunctionFilter::Function function) : filter(std::move(function)) {
    fixture.router.delivery().add("selection", {&filter, &fixture.f.guard, OnError::drop, false});
  }
  test::FunctionFilter filter;
};

TEST(Audiences, HaveNobodyWhenTheInstanceOfACallbackIsGone) {
  Audiences audiences;
  const AudiencePtr audience = audiences.join_callback(7, "webhook", 0, 0);

  audiences.close(7);

  EXPECT_TRUE(audiences.nobody());
  audiences.leave_callback(audience->id, 0);
  EXPECT_TRUE(audiences.nobody());
}

TEST(Audiences, CountClientsOfAnInstanceThatIsGoneUntilTheyLeave) {
  Audiences audiences;
  const AudiencePtr audience = audiences.join_instance(7, "shop-01", 0, 0);

  audiences.close(7);

  EXPECT_FALSE(audiences.nobody());
  audiences.leave(*audience, 0);
  EXPECT_TRUE(audiences.nobody());
}

TEST(EventRouter, EndsBeforeWritingWhenNobodyListens) {
  RouteFixture f;
  int asked = 0;
  DeliveryFilter filter(f, [&](abi::EventEdit&) { ++asked; return Verdict::pass; });
  f.join(f.connect("global"), "/shop-02");
  const auto unheard = f.router.counters().unheard.load();

  f.publish("shop-01");

  EXPECT_EQ(asked, 0);
  EXPECT_EQ(f.transport.deliveries, 0);
  EXPECT_EQ(f.router.counters().unheard.load(), unheard + 1);
}

TEST(EventRouter, DeliversOncePerEventToTheRootFirstAndThenToTheInstance) {
  RouteFixture f;
  f.join(f.connect("TOKEN-1"), "/shop-01");
  f.join(f.connect("TOKEN-1"), "/");
  f.join(f.connect("global"), "/");

  f.publish("shop-01");

  EXPECT_EQ(f.transport.deliveries, 1);
  EXPECT_EQ(f.transport.channels(), (Channels{"/", "/", "/shop-01"}));
  EXPECT_EQ(f.transport.copies[0].event, "messages.upsert");
  EXPECT_EQ(f.transport.copies[0].envelope, f.transport.copies[2].envelope) << "equal copies are one text";
  EXPECT_EQ(f.transport.copies[0].json,
            "{\"event\":\"messages.upsert\",\"instance\":\"shop-01\",\"data\":{\"n\":1},"
            "\"date_time\":\"2026-03-02T14:11:07.412Z\",\"apikey\":null}");
}

TEST(EventRouter, KeepsInstancesApart) {
  RouteFixture f;
  f.join(f.connect("TOKEN-1"), "/shop-01");
  f.join(f.connect("TOKEN-1"), "/");

  f.publish("shop-02");

  EXPECT_TRUE(f.transport.copies.empty());
}

TEST(EventRouter, LeavesTheRootChannelSilentUnlessGlobalEventsAreOn) {
  RouteFixture f({.global_events = false, .expose_tokens = false, .envelope = {}});
  EXPECT_NE(f.join(f.connect("global"), "/"), 0u);
  f.join(f.connect("TOKEN-1"), "/");
  f.join(f.connect("TOKEN-1"), "/shop-01");

  f.publish("shop-01");

  EXPECT_EQ(f.transport.channels(), (Channels{"/shop-01"}));
}

TEST(EventRouter, DeliversToAKeyOfSeveralInstancesOnOneRootAudience) {
  RouteFixture f;
  const auto audience = f.join(f.connect("TOKEN-1 TOKEN-2"), "/");

  f.publish("shop-01");
  f.publish("shop-02");

  ASSERT_EQ(f.transport.copies.size(), 2u);
  EXPECT_EQ(f.transport.copies[0].audience, audience);
  EXPECT_EQ(f.transport.copies[1].audience, audience);
}

TEST(EventRouter, ShowsTokensOnlyToThoseWhoMaySeeThem) {
  RouteFixture f({.global_events = true, .expose_tokens = true, .envelope = {}}, {.allow_send_node = true, .expose_tokens = true});
  const auto with = f.join(f.connect("global"), "/");
  const auto without = f.join(f.connect("global without tokens"), "/");
  ASSERT_NE(with, without);

  f.publish("shop-01");

  ASSERT_EQ(f.transport.copies.size(), 2u);
  for (const auto& copy : f.transport.copies) {
    const bool shown = copy.json.find("\"apikey\":\"TOKEN-1\"") != std::string::npos;
    EXPECT_EQ(shown, copy.audience == with);
  }
}

TEST(EventRouter, GivesRawCallsOnlyToThoseWhoMayCommand) {
  RouteFixture f;
  const auto may = f.join(f.connect("TOKEN-1"), "/shop-01");
  f.join(f.connect("reader"), "/shop-01");
  abi::EventTypeId type = 0;
  f.f.bus.bus.declare("p", kEventType<Call>, &type, f.f.error);
  Call call;
  call.document = StringRef("{}");
  const auto key = f.f.get("shop-01")->key;

  call.raw = true;
  f.f.bus.bus.publish(f.f.bus.unit, type, key, &call, sizeof(call), f.f.error);
  ASSERT_EQ(f.transport.copies.size(), 1u);
  EXPECT_EQ(f.transport.copies[0].audience, may);

  call.raw = false;
  f.f.bus.bus.publish(f.f.bus.unit, type, key, &call, sizeof(call), f.f.error);
  EXPECT_EQ(f.transport.copies.size(), 3u);
}

TEST(EventRouter, AsksDeliveryFiltersOncePerAudience) {
  RouteFixture f;
  Channels asked;
  DeliveryFilter filter(f, [&](abi::EventEdit& edit) {
    asked.push_back(edit.audience()->channel.str());
    EXPECT_EQ(edit.hold(), nullptr);
    return edit.audience()->kind == abi::AudienceKind::instance ? Verdict::drop : Verdict::pass;
  });
  for (int i = 0; i < 3; ++i) f.join(f.connect("TOKEN-1"), "/shop-01");
  f.join(f.connect("global"), "/");

  f.publish("shop-01");

  EXPECT_EQ(asked, (Channels{"/", "/shop-01"}));
  EXPECT_EQ(f.transport.channels(), (Channels{"/"}));
}

TEST(EventRouter, GivesAnAudienceItsOwnCopyWhenAFilterChangedIt) {
  RouteFixture f;
  DeliveryFilter filter(f, [&](abi::EventEdit& edit) {
    abi::ErrorOut error;
    if (edit.audience()->channel == "/") edit.set_document(abi::DocumentRef(StringRef("{\"redacted\":true}")), error);
    return Verdict::pass;
  });
  f.join(f.connect("global"), "/");
  f.join(f.connect("TOKEN-1"), "/shop-01");

  f.publish("shop-01");

  ASSERT_EQ(f.transport.copies.size(), 2u);
  EXPECT_NE(f.transport.copies[0].json.find("redacted"), std::string::npos);
  EXPECT_EQ(f.transport.copies[1].json.find("redacted"), std::string::npos);
}

TEST(EventRouter, TreatsADenialAtDeliveryAsADrop) {
  RouteFixture f;
  DeliveryFilter filter(f, [&](abi::EventEdit& edit) {
    edit.deny("not_here", "not for this channel");
    return Verdict::deny;
  });
  f.join(f.connect("global"), "/");

  EXPECT_EQ(f.f.bus.publish("x", f.f.get("shop-01")->key), abi::StatusCode::ok);

  EXPECT_TRUE(f.transport.copies.empty());
  EXPECT_TRUE(f.f.bus.captured.contains("denied delivery"));
}

TEST(EventRouter, ServesEachTransportWithTheAudiencesItHasMembersIn) {
  RouteFixture f;
  test::CapturedTransport second;
  f.transports.add("transport_websocket", second, f.f.guard);
  f.join(f.connect("global"), "/");

  f.publish("shop-01");
  EXPECT_EQ(f.transport.deliveries, 1);
  EXPECT_EQ(second.deliveries, 0);
}

}  // namespace
}  // namespace wagate
