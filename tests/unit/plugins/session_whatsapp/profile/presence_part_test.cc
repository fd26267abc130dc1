// Who is there and who types.
#include "profile/presence_part.h"

#include "part_fixture.h"
#include "wagate/commands.h"

namespace wagate::session_whatsapp {
namespace {

using testing::Json;

class PresencePartTest : public testing::PartTest {
 protected:
  auto show(Json arguments) { return execute(part, commands::kChatPresence, arguments); }

  void save(const Account& account) {
    Transaction work(*store);
    work.save_account(account);
    work.commit();
  }

  ContactTokens tokens{place};
  PresencePart part{place, tokens};
};

TEST_F(PresencePartTest, SomebodyWhoWentIsToldWithTheTime) {
  know("49152", "9900");
  EXPECT_TRUE(part.take(Node("presence", {{"from", "9900@lid"}, {"type", "unavailable"}, {"last", "1768485700"}})));

  EXPECT_EQ(documents("presence.update").at(0), Json::parse(R"({"id":"49152@s.whatsapp.net","presences":
      {"49152@s.whatsapp.net":{"lastKnownPresence":"unavailable","lastSeen":1768485700}}})"));
}

TEST_F(PresencePartTest, ATimeThatIsHiddenIsLeftOut) {
  part.take(Node("presence", {{"from", "49152@s.whatsapp.net"}, {"type", "unavailable"}, {"last", "deny"}}));

  EXPECT_FALSE(documents("presence.update").at(0).at("presences").at("49152@s.whatsapp.net").contains("lastSeen"));
}

TEST_F(PresencePartTest, TypingRecordingAndPausingHaveTheirWords) {
  const auto told = [&](Node state, Json from) {
    host.bus().clear();
    Node stanza("chatstate");
    for (const auto& [name, value] : from.items()) stanza.set(name, value.get<std::string>());
    stanza.add(std::move(state));
    EXPECT_TRUE(part.take(stanza));
    const Json document = documents("presence.update").at(0);
    return document.at("id").get<std::string>() + " " + document.at("presences").begin().key() + " " +
           document.at("presences").begin().value().at("lastKnownPresence").get<std::string>();
  };
  const Json ada = {{"from", "49152@s.whatsapp.net"}};
  const std::string both = "49152@s.whatsapp.net 49152@s.whatsapp.net ";
  EXPECT_EQ(told(Node("composing"), ada), both + "composing");
  EXPECT_EQ(told(Node("composing", {{"media", "audio"}}), ada), both + "recording");
  EXPECT_EQ(told(Node("paused"), ada), both + "available");
  EXPECT_EQ(told(Node("composing"), {{"from", "1203@g.us"}, {"participant", "49152@s.whatsapp.net"}}),
            "1203@g.us 49152@s.whatsapp.net composing");
}

TEST_F(PresencePartTest, GroupsAreSilentWhenTheInstanceIgnoresThem) {
  place.settings.groups_ignore = true;
  Node stanza("chatstate", {{"from", "1203@g.us"}, {"participant", "49152@s.whatsapp.net"}});
  stanza.add(Node("composing"));
  EXPECT_TRUE(part.take(stanza));

  EXPECT_TRUE(documents("presence.update").empty());
}

TEST_F(PresencePartTest, StanzasWithoutAStateAreNotTold) {
  EXPECT_TRUE(part.take(Node("chatstate", {{"from", "49152@s.whatsapp.net"}})));
  Node odd("chatstate", {{"from", "49152@s.whatsapp.net"}});
  odd.add(Node("dancing"));
  EXPECT_TRUE(part.take(odd));
  EXPECT_TRUE(part.take(Node("presence", {{"from", "nobody"}})));
  EXPECT_TRUE(part.take(Node("presence", {{"from", "49151@s.whatsapp.net"}}))) << "the own account";

  EXPECT_TRUE(documents("presence.update").empty());
}

TEST_F(PresencePartTest, TypingIsShownForAWhileThenPaused) {
  const auto outcome = show({{"number", "49152@s.whatsapp.net"}, {"presence", "recording"}, {"delay", 3000}});
  ASSERT_EQ(wire.sent.size(), 2u);
  EXPECT_EQ(words(wire.sent[0]), Json::parse(R"({"type":"subscribe","to":"49152@s.whatsapp.net"})"));
  EXPECT_EQ(words(*wire.sent[1].child("composing")), Json::parse(R"({"media":"audio"})"));
  host.time().advance(2999);
  settle();
  EXPECT_FALSE(outcome->is_answered);
  host.time().advance(1);
  settle();

  EXPECT_TRUE(outcome->is_ok());
  ASSERT_EQ(wire.sent.size(), 3u);
  EXPECT_TRUE(wire.sent[2].child("paused"));
}

TEST_F(PresencePartTest, WhatIsShownEndsWithTheConnection) {
  const auto outcome = show({{"number", "49152@s.whatsapp.net"}, {"presence", "composing"}, {"delay", 3000}});
  part.offline();
  settle();
  EXPECT_EQ(outcome->reason, "not_connected");
}

TEST_F(PresencePartTest, ASubscriptionShowsTheTokenTheOtherGave) {
  {
    Transaction work(*store);
    work.store_contact_token("49152@s.whatsapp.net", "token", place.now_s());
    work.commit();
  }
  part.subscribe(*Jid::parse("49152@s.whatsapp.net"));

  ASSERT_EQ(wire.sent.size(), 1u);
  EXPECT_EQ(wire.sent[0].child("tctoken")->data(), "token");
}

TEST_F(PresencePartTest, TheAccountShowsAsThereWithItsName) {
  EXPECT_TRUE(execute(part, commands::kSetPresence, {{"presence", "available"}})->is_ok());
  EXPECT_EQ(words(wire.sent.at(0)), Json::parse(R"({"type":"available","name":"Shop"})"));
  EXPECT_TRUE(place.is_available);
  EXPECT_TRUE(execute(part, commands::kSetPresence, {{"presence", "unavailable"}})->is_ok());
  EXPECT_FALSE(place.is_available);
  EXPECT_EQ(execute(part, commands::kSetPresence, {{"presence", "composing"}})->reason, "bad_request");
}

TEST_F(PresencePartTest, AnInstanceThatIsAlwaysOnlineShowsSoAtEachLogin) {
  part.online();
  EXPECT_TRUE(wire.sent.empty());
  place.settings.always_online = true;
  part.online();

  ASSERT_EQ(wire.sent.size(), 1u);
  EXPECT_EQ(wire.sent[0].attribute("type"), "available");
}

TEST_F(PresencePartTest, AnAccountWithoutANameIsShownOnceItHasOne) {
  place.settings.always_online = true;
  Account account = *store->account();
  account.push_name.clear();
  save(account);
  part.online();
  host.time().advance(PresencePart::kNameMs);
  settle();
  EXPECT_TRUE(wire.sent.empty());
  account.push_name = "Shop";
  save(account);
  host.time().advance(PresencePart::kNameMs);
  settle();

  ASSERT_EQ(wire.sent.size(), 1u);
  EXPECT_EQ(wire.sent[0].attribute("name"), "Shop");
}

}  // namespace
}  // namespace wagate::session_whatsapp
