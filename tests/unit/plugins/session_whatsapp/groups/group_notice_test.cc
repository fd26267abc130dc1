// Changes of groups as messages without content, for gateways that tell them.
#include "groups/group_notice.h"

#include "groups/group_part.h"
#include "part_fixture.h"

namespace wagate::session_whatsapp {
namespace {

using testing::Json;

constexpr const char* kNoticedGroup = "1203@g.us";

class GroupNoticeTest : public testing::PartTest {
 protected:
  GroupNoticeTest() { place.tells_group_notices = true; }

  Node notification(const char* type = "w:gp2") {
    return Node("notification", {{"from", kNoticedGroup},
                                 {"type", type},
                                 {"id", "n" + std::to_string(++notifications)},
                                 {"t", "1700000000"},
                                 {"notify", "Ada"},
                                 {"addressing_mode", "lid"},
                                 {"participant", "9900@lid"},
                                 {"participant_pn", "49152@s.whatsapp.net"}});
  }
  void tell(Node change) {
    Node told = notification();
    told.add(std::move(change));
    EXPECT_TRUE(part.take(told));
  }
  // What the change became.
  Json notice_of(Node change) {
    host.bus().clear();
    tell(std::move(change));
    const auto told = documents("messages.upsert");
    EXPECT_EQ(told.size(), 1u);
    return told.empty() ? Json() : told[0];
  }
  Json shown(Node change) {
    const Json notice = notice_of(std::move(change));
    return notice.is_null() ? Json() : Json{notice.at("messageStubType"), notice.at("messageStubParameters")};
  }
  static Node with(Node change, Node child) {
    change.add(std::move(child));
    return change;
  }
  static Node of_member(const char* tag, const char* lid, const char* pn) {
    return with(Node(tag), Node("participant", {{"jid", lid}, {"phone_number", pn}}));
  }

  int notifications = 0;
  GroupDirectory directory{wire, host.time(), [](const std::string&, const std::string&) {}};
  DurableEvents durable{place};
  GroupPart part{place, directory, durable};
};

TEST_F(GroupNoticeTest, AChangeIsAMessageOfWhoMadeItWithoutContent) {
  const Json notice = notice_of(Node("subject", {{"subject", "Night"}}));

  EXPECT_EQ(notice, Json::parse(R"({"key":{"remoteJid":"1203@g.us","fromMe":false,"id":"n1",
      "participant":"49152@s.whatsapp.net","participantAlt":"9900@lid","addressingMode":"lid"},"pushName":"Ada",
      "status":"DELIVERY_ACK","message":{},"messageStubType":21,"messageStubParameters":["Night"],
      "messageType":"unknown","messageTimestamp":1700000000,
      "instanceId":"0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001","source":"unknown"})"));
  EXPECT_EQ(documents("groups.update").size(), 1u) << "the other events stay";
}

TEST_F(GroupNoticeTest, ItsFactsAreThoseOfAMessage) {
  tell(Node("locked"));
  settle();

  const auto published = host.bus().events();
  const auto& notice = published.back();
  ASSERT_EQ(notice.wire, "messages.upsert");
  EXPECT_EQ(notice.texts.at("chat"), kNoticedGroup);
  EXPECT_EQ(notice.texts.at("sender"), "49152@s.whatsapp.net");
  EXPECT_EQ(notice.texts.at("message_id"), "n1");
  EXPECT_EQ(notice.texts.at("message_type"), "unknown");
}

TEST_F(GroupNoticeTest, EveryChangeHasItsNumberAndParameters) {
  const auto text = [](const char* tag, const char* content) { return bytes_node(tag, content); };
  const Node group("group", {{"id", "1203"}, {"subject", "Drivers"}});
  const std::string ben = R"({"id":"9911@lid","phoneNumber":"49153@s.whatsapp.net","admin":null})";
  const char* const lid = "9911@lid";
  const char* const pn = "49153@s.whatsapp.net";

  EXPECT_EQ(shown(with(Node("create"), group)), Json::parse(R"([20,["Drivers"]])"));
  EXPECT_EQ(shown(Node("subject", {{"subject", "Night"}})), Json::parse(R"([21,["Night"]])"));
  EXPECT_EQ(shown(Node("invite", {{"code", "abc"}})), Json::parse(R"([23,["abc"]])"));
  EXPECT_EQ(shown(with(Node("description"), text("body", "plan"))), Json::parse(R"([24,["plan"]])"));
  EXPECT_EQ(shown(with(Node("description"), Node("delete"))), Json::parse("[24,[]]"));
  EXPECT_EQ(shown(Node("locked")), Json::parse(R"([25,["on"]])"));
  EXPECT_EQ(shown(Node("unlocked")), Json::parse(R"([25,["off"]])"));
  EXPECT_EQ(shown(Node("announcement")), Json::parse(R"([26,["on"]])"));
  EXPECT_EQ(shown(Node("not_announcement")), Json::parse(R"([26,["off"]])"));
  EXPECT_EQ(shown(of_member("add", lid, pn)), Json(Json::array({27, {ben}})));
  EXPECT_EQ(shown(of_member("remove", lid, pn)), Json(Json::array({28, {ben}})));
  EXPECT_EQ(shown(of_member("promote", lid, pn)), Json(Json::array({29, {ben}})));
  EXPECT_EQ(shown(of_member("demote", lid, pn)), Json(Json::array({30, {ben}})));
  EXPECT_EQ(shown(of_member("leave", lid, pn)), Json(Json::array({32, {ben}})));
  EXPECT_EQ(shown(of_member("modify", lid, pn)), Json::parse(R"([33,["9911@lid"]])"));
  EXPECT_EQ(shown(Node("ephemeral", {{"expiration", "86400"}})), Json::parse(R"([72,["86400"]])"));
  EXPECT_EQ(shown(Node("not_ephemeral")), Json::parse(R"([72,["0"]])"));
  EXPECT_EQ(shown(with(Node("membership_approval_mode"), Node("group_join", {{"state", "on"}}))),
            Json::parse(R"([145,["on"]])"));
  EXPECT_EQ(shown(text("member_add_mode", "admin_add")), Json::parse(R"([171,["admin_add"]])"));
}

TEST_F(GroupNoticeTest, WhoRemovesHimselfLeft) {
  EXPECT_EQ(shown(of_member("remove", "9900@lid", "49152@s.whatsapp.net")).at(0), 32);
  EXPECT_EQ(shown(of_member("remove", "49152@s.whatsapp.net", "")).at(0), 32) << "by his other name";
}

TEST_F(GroupNoticeTest, WhatTheAccountItselfChangedIsItsOwnMessage) {
  Node told("notification", {{"from", kNoticedGroup}, {"type", "w:gp2"}, {"id", "n1"}, {"participant", "8877@lid"}});
  told.add(Node("locked"));
  part.take(told);

  const Json notice = documents("messages.upsert").at(0);
  EXPECT_EQ(notice.at("key").at("fromMe"), true);
  EXPECT_EQ(notice.at("status"), "SERVER_ACK");
}

TEST_F(GroupNoticeTest, ANewPictureIsToldAndLeftToThoseWhoTellOfPictures) {
  Node told("notification", {{"from", kNoticedGroup}, {"type", "picture"}, {"id", "p1"}, {"t", "1700000000"}});
  told.add(Node("set", {{"id", "77"}, {"author", "9900@lid"}}));
  EXPECT_FALSE(part.take(told));
  EXPECT_FALSE(part.take(told)) << "sent once more, because nobody acknowledged it";

  const auto notices = documents("messages.upsert");
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].at("messageStubType"), 22);
  EXPECT_EQ(notices[0].at("messageStubParameters"), Json::array({"77"}));
  EXPECT_FALSE(notices[0].at("key").contains("participantAlt")) << "the author's number is not known";
  EXPECT_EQ(notices[0].at("key").at("participant"), "9900@lid");
  EXPECT_TRUE(wire.sent.empty());
}

TEST_F(GroupNoticeTest, PicturesOfPersonsAreNoNotices) {
  Node told("notification", {{"from", "49152@s.whatsapp.net"}, {"type", "picture"}, {"id", "p1"}, {"t", "1"}});
  told.add(Node("set", {{"id", "77"}, {"author", "49152@s.whatsapp.net"}}));

  EXPECT_FALSE(part.take(told));
  EXPECT_TRUE(documents("messages.upsert").empty());
}

TEST_F(GroupNoticeTest, AChangeThatIsSentTwiceIsOneMessage) {
  tell(Node("locked"));
  settle();
  notifications = 0;
  tell(Node("locked"));

  EXPECT_EQ(documents("messages.upsert").size(), 1u);
}

TEST_F(GroupNoticeTest, ANoticeIsKeptUntilItIsPublished) {
  tell(Node("locked"));
  EXPECT_EQ(PendingEvents(*store).load().size(), 2u);
  EXPECT_TRUE(wire.sent.empty());

  settle();

  EXPECT_TRUE(PendingEvents(*store).load().empty());
  EXPECT_EQ(wire.sent.size(), 1u);
}

TEST_F(GroupNoticeTest, NothingIsToldOfGroupsTheInstanceIgnores) {
  place.settings.groups_ignore = true;
  tell(Node("locked"));

  EXPECT_TRUE(documents("messages.upsert").empty());
  EXPECT_EQ(wire.sent.size(), 1u);
}

TEST_F(GroupNoticeTest, NothingIsToldUnlessTheGatewayIsToldTo) {
  place.tells_group_notices = false;
  tell(Node("locked"));
  Node picture("notification", {{"from", kNoticedGroup}, {"type", "picture"}, {"id", "p1"}, {"t", "1700000000"}});
  picture.add(Node("set", {{"id", "77"}, {"author", "9900@lid"}}));
  EXPECT_FALSE(part.take(picture));

  EXPECT_TRUE(documents("messages.upsert").empty());
  EXPECT_EQ(documents("groups.update").size(), 1u);
}

TEST_F(GroupNoticeTest, AChangeByNobodyIsNoMessage) {
  Node told("notification", {{"from", kNoticedGroup}, {"type", "w:gp2"}, {"id", "n1"}});
  told.add(Node("locked"));
  part.take(told);

  EXPECT_TRUE(documents("messages.upsert").empty());
  EXPECT_EQ(documents("groups.update").size(), 1u);
}

}  // namespace
}  // namespace wagate::session_whatsapp
