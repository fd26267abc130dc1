// What changes in groups, as applications are told.
#include "groups/group_part.h"

#include "part_fixture.h"

namespace wagate::session_whatsapp {
namespace {

using testing::Json;

constexpr const char* kCrew = "1203@g.us";

class GroupNewsTest : public testing::PartTest {
 protected:
  void tell(Node change) {
    Node notification("notification", {{"from", kCrew},
                                       {"type", "w:gp2"},
                                       {"id", "n" + std::to_string(++notifications)},
                                       {"participant", "9900@lid"},
                                       {"participant_pn", "49152@s.whatsapp.net"}});
    notification.add(std::move(change));
    EXPECT_TRUE(part.take(notification));
  }
  static Node member(const char* lid, const char* pn, const char* type = "") {
    return Node("participant", {{"jid", lid}, {"phone_number", pn}, {"type", type}});
  }
  static Node described() {
    Node group("group", {{"id", "1203"},
                         {"subject", "Drivers"},
                         {"s_t", "1700000001"},
                         {"s_o", "9900@lid"},
                         {"creation", "1700000000"},
                         {"creator", "9900@lid"},
                         {"addressing_mode", "lid"}});
    group.add(member("9900@lid", "49152@s.whatsapp.net", "superadmin"));
    group.add(member("8877@lid", "49151@s.whatsapp.net"));
    group.add(Node("description", {{"id", "D1"}})).add(bytes_node("body", "shift plan"));
    group.add(Node("announcement"));
    group.add(Node("ephemeral", {{"expiration", "86400"}}));
    return group;
  }

  GroupDirectory directory{wire, host.time(), [](const std::string&, const std::string&) {}};
  int notifications = 0;
  DurableEvents durable{place};
  GroupPart part{place, directory, durable};
};

TEST_F(GroupNewsTest, ANewGroupIsToldWithEverythingInItAndAcknowledgedAfterwards) {
  Node create("create");
  create.add(described());
  tell(std::move(create));
  EXPECT_TRUE(wire.sent.empty()) << "acknowledged before it was published";

  const Json group = documents("groups.upsert").at(0).at(0);
  EXPECT_EQ(group, Json::parse(R"({"id":"1203@g.us","addressingMode":"lid","subject":"Drivers",
      "subjectOwner":"9900@lid","subjectOwnerPn":"49152@s.whatsapp.net","subjectTime":1700000001,"size":2,
      "creation":1700000000,"owner":"9900@lid","ownerPn":"49152@s.whatsapp.net","desc":"shift plan","descId":"D1",
      "restrict":false,"announce":true,"isCommunity":false,"isCommunityAnnounce":false,"joinApprovalMode":false,
      "memberAddMode":false,"ephemeralDuration":86400,
      "participants":[{"id":"9900@lid","phoneNumber":"49152@s.whatsapp.net","admin":"superadmin"},
                      {"id":"8877@lid","phoneNumber":"49151@s.whatsapp.net","admin":null}],
      "author":"9900@lid","authorPn":"49152@s.whatsapp.net"})"));
  EXPECT_EQ(documents("chats.upsert").at(0).at(0).at("name"), "Drivers");
  ASSERT_EQ(wire.sent.size(), 1u);
  EXPECT_TRUE(wire.sent[0].is("ack"));
  EXPECT_EQ(known_lid("49152"), "9900");
}

TEST_F(GroupNewsTest, MembersWhoComeAreToldWithBothNames) {
  Node add("add");
  add.add(member("9911@lid", "49153@s.whatsapp.net"));
  tell(std::move(add));

  EXPECT_EQ(documents("group-participants.update").at(0), Json::parse(R"({"id":"1203@g.us","author":"9900@lid",
      "authorPn":"49152@s.whatsapp.net","participants":[{"id":"9911@lid","phoneNumber":"49153@s.whatsapp.net",
      "admin":null}],"action":"add","participantsData":[{"jid":"9911@lid","phoneNumber":"49153@s.whatsapp.net"}]})"));
  EXPECT_EQ(known_lid("49153"), "9911");
  EXPECT_TRUE(wire.asked.empty());
}

TEST_F(GroupNewsTest, MembersWhoLeaveCountAsRemovedAndThoseRaisedAsAdmins) {
  Node leave("leave");
  leave.add(member("9911@lid", "49153@s.whatsapp.net"));
  tell(std::move(leave));
  Node promote("promote");
  promote.add(member("9911@lid", "49153@s.whatsapp.net"));
  tell(std::move(promote));

  const auto told = documents("group-participants.update");
  EXPECT_EQ(told.at(0).at("action"), "remove");
  EXPECT_EQ(told.at(1).at("participants").at(0).at("admin"), "admin");
}

TEST_F(GroupNewsTest, EveryChangeOfTheGroupItselfNamesWhatChanged) {
  const auto told = [&](Node change) {
    host.bus().clear();
    tell(std::move(change));
    Json update = documents("groups.update").at(0).at(0);
    EXPECT_EQ(update.at("id"), kCrew);
    EXPECT_EQ(update.at("authorPn"), "49152@s.whatsapp.net");
    return update;
  };
  Node description("description", {{"id", "D2"}});
  description.add(bytes_node("body", "new plan"));
  Node emptied("description");
  emptied.add(Node("delete"));
  Node approval("membership_approval_mode");
  approval.add(Node("group_join", {{"state", "on"}}));

  EXPECT_EQ(told(Node("subject", {{"subject", "Night"}})).at("subject"), "Night");
  EXPECT_EQ(told(description).at("desc"), "new plan");
  EXPECT_EQ(told(emptied).at("desc"), "");
  EXPECT_EQ(told(Node("announcement")).at("announce"), true);
  EXPECT_EQ(told(Node("not_announcement")).at("announce"), false);
  EXPECT_EQ(told(Node("locked")).at("restrict"), true);
  EXPECT_EQ(told(Node("unlocked")).at("restrict"), false);
  EXPECT_EQ(told(Node("ephemeral", {{"expiration", "604800"}})).at("ephemeralDuration"), 604800);
  EXPECT_EQ(told(Node("not_ephemeral")).at("ephemeralDuration"), 0);
  EXPECT_EQ(told(Node("invite", {{"code", "abc"}})).at("inviteCode"), "abc");
  EXPECT_EQ(told(bytes_node("member_add_mode", "all_member_add")).at("memberAddMode"), true);
  EXPECT_EQ(told(approval).at("joinApprovalMode"), true);
}

TEST_F(GroupNewsTest, GroupsAreSilentWhenTheInstanceIgnoresThem) {
  place.settings.groups_ignore = true;
  tell(Node("subject", {{"subject", "Night"}}));

  EXPECT_TRUE(documents("groups.update").empty());
  ASSERT_EQ(wire.sent.size(), 1u);
  EXPECT_TRUE(wire.sent[0].is("ack"));
}

TEST_F(GroupNewsTest, AGroupTheAccountIsAddedToIsDescribed) {
  Node add("add");
  add.add(member("8877@lid", "49151@s.whatsapp.net"));
  tell(std::move(add));
  ASSERT_EQ(wire.asked.size(), 1u);
  wire.answer(Answer::Kind::result, {described()});

  EXPECT_EQ(documents("groups.upsert").at(0).at(0).at("subject"), "Drivers");
  EXPECT_EQ(documents("group-participants.update").size(), 1u);
}

TEST_F(GroupNewsTest, AChangeThatIsSentTwiceIsToldOnceAndAcknowledgedTwice) {
  tell(Node("subject", {{"subject", "Night"}}));
  settle();
  notifications = 0;
  tell(Node("subject", {{"subject", "Night"}}));

  EXPECT_EQ(documents("groups.update").size(), 1u);
  EXPECT_EQ(wire.sent.size(), 2u);
}

TEST_F(GroupNewsTest, AProcessThatIsKilledBeforeItPublishedDoesSoWhenItIsBack) {
  tell(Node("subject", {{"subject", "Night"}}));
  outbox.shut();  // nothing that waits is published any more
  EXPECT_TRUE(documents("groups.update").empty());

  const auto left = PendingEvents(*store).load();

  ASSERT_EQ(left.size(), 2u);
  EXPECT_EQ(left[0].second.kind(), proto::StoredEvent::GROUPS_UPDATE);
  EXPECT_EQ(left[0].second.chat(), kCrew);
  EXPECT_EQ(left[0].second.sender(), "9900@lid");
  EXPECT_EQ(left[1].second.kind(), proto::StoredEvent::CHATS_UPDATE);
  EXPECT_TRUE(wire.sent.empty()) << "acknowledged what was not published";
}

TEST_F(GroupNewsTest, ChangesNobodyKnowsAndNotificationsThatAreNoneAreAcknowledged) {
  tell(Node("suspended"));
  Node no_group("notification", {{"from", "49152@s.whatsapp.net"}, {"type", "w:gp2"}, {"id", "other"}});
  no_group.add(Node("subject", {{"subject", "Night"}}));
  EXPECT_TRUE(part.take(no_group));

  settle();
  EXPECT_EQ(wire.sent.size(), 2u);
  EXPECT_TRUE(host.bus().events().empty());
}

}  // namespace
}  // namespace wagate::session_whatsapp
