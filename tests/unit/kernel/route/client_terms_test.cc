// What clients choose, what bounds them, and when their time is over.
#include <gtest/gtest.h>

#include "route_fixture.h"

namespace wagate {
namespace {

using test::RouteFixture;
using Channels = std::vector<std::string>;

// Allows everybody everything under one credential, for as long and as much as the test says.
class LimitedAuthenticator final : public abi::Authenticator {
 public:
  void authenticate(const abi::AuthRequest& request, abi::AuthReply* reply) noexcept override {
    const Owned<abi::AuthReply> owned(reply);
    if (request.query_count == 0 || request.query[0].value != "limited") return reply->abstain();
    abi::PrincipalSpec spec;
    spec.subject = "limited";
    spec.permissions = abi::kMayReceive;
    spec.all_instances = 1;
    spec.credential = "key 1";
    spec.expires_at_ms = expires_at_ms;
    spec.bounds_json = bounds;
    reply->allow(spec);
  }
  std::int64_t expires_at_ms = 0;
  std::string bounds;
};

struct TermsFixture : RouteFixture {
  explicit TermsFixture(ClientHub::Options options = {})
      : RouteFixture({.global_events = true, .expose_tokens = false, .envelope = {}}, options) {
    access.add("limited", {&limited, &f.guard, false});
    access.order({"limited", "auth"});
  }
  LimitedAuthenticator limited;
};

TEST(ClientTerms, GiveAClientOnlyTheChatsItAskedFor) {
  TermsFixture f;
  f.join(f.connect("TOKEN-1"), "/shop-01", R"({"chats":"5511970000002"})");
  f.join(f.connect("TOKEN-1"), "/shop-01", R"({"chats":"5511970000001"})");

  f.publish("shop-01");

  EXPECT_EQ(f.transport.channels(), Channels{"/shop-01"});
}

TEST(ClientTerms, LetClientsThatAskForTheSameShareOneAudience) {
  TermsFixture f;
  const auto one = f.join(f.connect("TOKEN-1"), "/shop-01", R"({"events":["call","messages.upsert"]})");
  const auto same = f.join(f.connect("TOKEN-1"), "/shop-01", R"({"events":"messages.upsert,call"})");
  const auto other = f.join(f.connect("TOKEN-1"), "/shop-01");

  EXPECT_EQ(one, same);
  EXPECT_NE(one, other);
}

TEST(ClientTerms, RefuseAChoiceThatCannotBeUnderstood) {
  TermsFixture f;
  EXPECT_EQ(f.join(f.connect("TOKEN-1"), "/shop-01", R"({"events":["mesages.upsert"]})"), 0u);
  EXPECT_NE(f.sentence.find("there is no event \"mesages.upsert\""), std::string::npos);
}

TEST(ClientTerms, LeaveMembersOutOfTheCopyOfThoseWhoAskForIt) {
  TermsFixture f;
  f.join(f.connect("TOKEN-1"), "/shop-01", R"({"omit":["n"]})");
  f.join(f.connect("TOKEN-1"), "/shop-01");

  f.publish("shop-01");

  ASSERT_EQ(f.transport.copies.size(), 2u);
  EXPECT_NE(f.transport.copies[0].json.find("\"data\":{},"), std::string::npos);
  EXPECT_NE(f.transport.copies[1].json.find("\"data\":{\"n\":1},"), std::string::npos);
}

TEST(ClientTerms, ForgetAnAudienceThatOnlyAChoiceHasMade) {
  TermsFixture f;
  const auto client = f.connect("TOKEN-1");
  f.join(client, "/shop-01", R"({"events":"call"})");
  EXPECT_EQ(f.audiences.chosen(), 1u);

  f.hub.disconnected(client, "gone");

  EXPECT_EQ(f.audiences.chosen(), 0u);
  EXPECT_TRUE(f.audiences.nobody());
}

TEST(ClientTerms, HoldAClientToTheBoundsOfItsCredentials) {
  TermsFixture f;
  f.limited.bounds = R"({"events":["call"]})";
  f.join(f.connect("limited"), "/shop-01", R"({"events":["*"]})");

  f.publish("shop-01");

  EXPECT_TRUE(f.transport.copies.empty());
}

TEST(ClientTerms, KeepTheDoorClosedWhenBoundsCannotBeRead) {
  TermsFixture f;
  for (const char* bounds : {"nonsense", "{}", R"({"events":["nonsense"]})"}) {
    f.limited.bounds = bounds;
    EXPECT_EQ(f.join(f.connect("limited"), "/shop-01"), 0u) << bounds;
    EXPECT_EQ(f.sentence, "Authentication error");
  }
}

TEST(ClientTerms, CloseAClientWhenItsCredentialsExpire) {
  TermsFixture f;
  f.limited.expires_at_ms = f.f.bus.clock.unix_ms() + 5'000;
  const auto client = f.connect("limited");

  f.f.bus.clock.advance_ms(4'999);
  EXPECT_TRUE(f.transport.notes.empty());
  f.f.bus.clock.advance_ms(1);

  EXPECT_EQ(f.transport.notes, (std::vector<std::string>{"close_client " + std::to_string(client) + " the credentials have expired"}));
}

TEST(ClientTerms, CloseThoseWhoseCredentialIsTakenBackAndNobodyElse) {
  TermsFixture f;
  const auto client = f.connect("limited");
  f.connect("TOKEN-1");

  EXPECT_EQ(f.hub.revoke("key 1", "the key was changed"), 1u);

  EXPECT_EQ(f.transport.notes, (std::vector<std::string>{"close_client " + std::to_string(client) + " the key was changed"}));
  EXPECT_EQ(f.hub.revoke("", "nobody"), 0u);
}

TEST(ClientTerms, KeepThemWhenConfiguredSo) {
  TermsFixture f({.close_revoked = false});
  f.connect("limited");

  EXPECT_EQ(f.hub.revoke("key 1", "the key was changed"), 1u);

  EXPECT_TRUE(f.transport.notes.empty());
}

TEST(Callbacks, GetTheEventsOfTheirInstanceWithoutAnyClient) {
  RouteFixture f({.global_events = false, .expose_tokens = false, .envelope = {}});
  abi::CallbackSpec spec;
  spec.instance = f.f.get("shop-01")->key;
  spec.section = "webhook";
  const abi::AudienceId audience = f.callbacks.open(f.transport, spec);
  ASSERT_NE(audience, 0u);
  EXPECT_EQ(f.callbacks.open(f.transport, spec), audience);

  f.publish("shop-01");
  f.publish("shop-02");

  ASSERT_EQ(f.transport.copies.size(), 1u);
  EXPECT_EQ(f.transport.copies[0].audience, audience);
  f.callbacks.close(f.transport, audience);
  f.publish("shop-01");
  EXPECT_EQ(f.transport.copies.size(), 1u);
  EXPECT_TRUE(f.audiences.nobody());
}

TEST(Callbacks, OfTheWholeGatewayGetEverythingWhateverTheRootNamespaceGets) {
  RouteFixture f({.global_events = false, .expose_tokens = false, .envelope = {}});
  abi::CallbackSpec spec;
  spec.all_instances = 1;
  ASSERT_NE(f.callbacks.open(f.transport, spec), 0u);

  f.publish("shop-01");
  f.publish("shop-02");

  EXPECT_EQ(f.transport.copies.size(), 2u);
}

TEST(Callbacks, EndWithTheirInstance) {
  RouteFixture f;
  abi::CallbackSpec spec;
  spec.instance = f.f.get("shop-01")->key;
  spec.section = "webhook";
  const abi::AudienceId audience = f.callbacks.open(f.transport, spec);

  f.hub.close_instance(spec.instance, "the instance was deleted");

  EXPECT_EQ(f.transport.notes, (std::vector<std::string>{"close_audience " + std::to_string(audience)}));
  EXPECT_EQ(f.callbacks.open(f.transport, spec), 0u);
}

}  // namespace
}  // namespace wagate
