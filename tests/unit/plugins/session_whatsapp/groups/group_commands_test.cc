// Commands about groups: what is asked, and what is answered.
#include "groups/group_part.h"

#include "part_fixture.h"
#include "picture/decode.h"
#include "picture/jpeg.h"
#include "wagate/commands.h"

namespace wagate::session_whatsapp {
namespace {

using testing::Json;

constexpr const char* kGroup = "1203@g.us";

Node refusal_of(int code) { return Node("error", {{"code", std::to_string(code)}}); }

Node group_named(const char* id, const char* subject) {
  Node group("group", {{"id", id}, {"subject", subject}, {"addressing_mode", "lid"}});
  group.add(Node("participant", {{"jid", "8877@lid"}, {"phone_number", "49151@s.whatsapp.net"}}));
  return group;
}

class GroupCommandsTest : public testing::PartTest {
 protected:
  auto run(std::string_view name, Json arguments, std::vector<std::string> attachments = {}) {
    return execute(part, name, arguments, std::move(attachments));
  }
  // What the last question wants.
  const Node& wanted() const { return wire.asked.back().children().front(); }

  GroupDirectory directory{wire, host.time(), [](const std::string&, const std::string&) {}};
  DurableEvents durable{place};
  GroupPart part{place, directory, durable};
};

TEST_F(GroupCommandsTest, AGroupIsMadeOfThoseWhoAreOnWhatsApp) {
  const auto outcome = run(commands::kGroupCreate,
                           {{"subject", "Drivers"},
                            {"description", "plan"},
                            {"promoteParticipants", true},
                            {"participants", {"49152@s.whatsapp.net", "49153@s.whatsapp.net"}}});
  Node list("list");
  list.add(Node("user", {{"jid", "49152@s.whatsapp.net"}})).add(Node("contact", {{"type", "in"}}));
  list.add(Node("user", {{"jid", "49153@s.whatsapp.net"}})).add(Node("contact", {{"type", "out"}}));
  Node usync("usync");
  usync.add(std::move(list));
  wire.answer(Answer::Kind::result, {usync});

  EXPECT_EQ(wire.asked.back().attribute("to"), "@g.us");
  EXPECT_EQ(wanted().attribute("subject"), "Drivers");
  ASSERT_EQ(wanted().children().size(), 1u);
  EXPECT_EQ(wanted().children()[0].attribute("jid"), "49152@s.whatsapp.net");
  wire.answer(Answer::Kind::result, {group_named("1203", "Drivers")});
  EXPECT_EQ(wanted().child("body")->data(), "plan");
  wire.answer(Answer::Kind::result);
  EXPECT_TRUE(wanted().is("promote"));
  wire.answer(Answer::Kind::result);
  EXPECT_TRUE(wanted().is("query"));
  EXPECT_FALSE(outcome->is_answered);
  wire.answer(Answer::Kind::result, {group_named("1203", "Drivers")});

  ASSERT_TRUE(outcome->is_ok()) << outcome->reason;
  EXPECT_EQ(outcome->result.at("id"), kGroup);
}

TEST_F(GroupCommandsTest, AGroupIsFetchedWithItsPicture) {
  const auto outcome = run(commands::kGroupFetch, {{"group", kGroup}});
  wire.answer(Answer::Kind::result, {group_named("1203", "Drivers")});
  EXPECT_EQ(wire.asked.back().attribute("target"), kGroup);
  wire.answer(Answer::Kind::result, {Node("picture", {{"url", "https://pps/1"}})});

  ASSERT_TRUE(outcome->is_ok());
  EXPECT_EQ(outcome->result.at("subject"), "Drivers");
  EXPECT_EQ(outcome->result.at("pictureUrl"), "https://pps/1");
}

TEST_F(GroupCommandsTest, AllGroupsAreListedThoughSomeHaveNoPicture) {
  const auto outcome = run(commands::kGroupFetchAll, Json::object());
  Node groups("groups");
  groups.add(group_named("1203", "Drivers"));
  groups.add(group_named("1204", "Neighbours"));
  wire.answer(Answer::Kind::result, {groups});
  ASSERT_EQ(wire.waiting.size(), 2u);
  wire.answer(Answer::Kind::error, {refusal_of(404)});
  wire.answer(Answer::Kind::result, {Node("picture", {{"url", "https://pps/2"}})});

  ASSERT_TRUE(outcome->is_ok());
  const Json& list = outcome->result.at("groups");
  EXPECT_EQ(list.at(0).at("pictureUrl"), nullptr);
  EXPECT_EQ(list.at(1).at("pictureUrl"), "https://pps/2");
}

TEST_F(GroupCommandsTest, TheListOfGroupsDoesNotWaitForSlowPictures) {
  const auto outcome = run(commands::kGroupFetchAll, Json::object());
  Node groups("groups");
  groups.add(group_named("1203", "Drivers"));
  wire.answer(Answer::Kind::result, {groups});
  host.time().advance(AllGroups::kPatienceMs);
  settle();

  ASSERT_TRUE(outcome->is_ok());
  EXPECT_EQ(outcome->result.at("groups").size(), 1u);
  wire.answer(Answer::Kind::result, {Node("picture", {{"url", "https://pps/2"}})});
}

TEST_F(GroupCommandsTest, OnlySomePicturesAreAskedForAtATime) {
  const auto outcome = run(commands::kGroupFetchAll, Json::object());
  Node groups("groups");
  for (int i = 0; i < 40; ++i) groups.add(group_named(std::to_string(2'000 + i).c_str(), "Drivers"));
  wire.answer(Answer::Kind::result, {groups});
  for (int i = 0; i < 40; ++i) {
    EXPECT_LE(wire.waiting.size(), AllGroups::kPicturesAtATime);
    ASSERT_FALSE(outcome->is_answered);
    wire.answer(Answer::Kind::error, {refusal_of(404)});
  }

  EXPECT_TRUE(outcome->is_ok());
}

TEST_F(GroupCommandsTest, NoMorePicturesAreAskedForWithoutAConnection) {
  const auto outcome = run(commands::kGroupFetchAll, Json::object());
  Node groups("groups");
  for (int i = 0; i < 40; ++i) groups.add(group_named(std::to_string(2'000 + i).c_str(), "Drivers"));
  wire.answer(Answer::Kind::result, {groups});
  const std::size_t asked = wire.asked.size();
  while (!wire.waiting.empty()) wire.answer(Answer::Kind::disconnected);

  EXPECT_TRUE(outcome->is_answered);
  EXPECT_EQ(wire.asked.size(), asked);
}

TEST_F(GroupCommandsTest, ADescriptionFollowsTheOneBefore) {
  const auto outcome = run(commands::kGroupSetDescription, {{"group", kGroup}, {"description", "new plan"}});
  Node group = group_named("1203", "Drivers");
  group.add(Node("description", {{"id", "D1"}}));
  wire.answer(Answer::Kind::result, {group});

  EXPECT_EQ(wanted().attribute("prev"), "D1");
  EXPECT_FALSE(wanted().attribute("id").empty());
  EXPECT_EQ(wanted().child("body")->data(), "new plan");
  wire.answer(Answer::Kind::result);
  EXPECT_TRUE(outcome->is_ok());
}

TEST_F(GroupCommandsTest, AnEmptyDescriptionTakesItAway) {
  run(commands::kGroupSetDescription, {{"group", kGroup}, {"description", ""}});
  wire.answer(Answer::Kind::result, {group_named("1203", "Drivers")});

  EXPECT_EQ(wanted().attribute("delete"), "true");
  EXPECT_FALSE(wanted().has_attribute("prev"));
}

TEST_F(GroupCommandsTest, ChangesSayWhatChanges) {
  run(commands::kGroupSetSubject, {{"group", kGroup}, {"subject", "Night"}});
  EXPECT_EQ(wanted().data(), "Night");
  run(commands::kGroupUpdateSetting, {{"group", kGroup}, {"action", "locked"}});
  EXPECT_TRUE(wanted().is("locked"));
  run(commands::kGroupSetEphemeral, {{"group", kGroup}, {"expiration", 86400}});
  EXPECT_EQ(wanted().attribute("expiration"), "86400");
  run(commands::kGroupSetEphemeral, {{"group", kGroup}, {"expiration", 0}});
  EXPECT_TRUE(wanted().is("not_ephemeral"));
  run(commands::kGroupLeave, {{"group", kGroup}});
  EXPECT_EQ(wanted().child("group")->attribute("id"), kGroup);
  EXPECT_EQ(wire.asked.back().attribute("to"), "@g.us");
}

TEST_F(GroupCommandsTest, EachMemberOfAChangeIsAnswered) {
  const auto outcome = run(commands::kGroupUpdateParticipants,
                           {{"group", kGroup}, {"action", "add"}, {"participants", {"49152@s.whatsapp.net", "49153@s.whatsapp.net"}}});
  Node add("add");
  add.add(Node("participant", {{"jid", "49152@s.whatsapp.net"}}));
  add.add(Node("participant", {{"jid", "49153@s.whatsapp.net"}, {"error", "403"}}));
  wire.answer(Answer::Kind::result, {add});

  EXPECT_EQ(outcome->result, Json::parse(R"({"participants":[{"jid":"49152@s.whatsapp.net","status":"200"},
                                                            {"jid":"49153@s.whatsapp.net","status":"403"}]})"));
}

TEST_F(GroupCommandsTest, InvitesAreFetchedRenewedLookedAtAndAccepted) {
  auto outcome = run(commands::kGroupFetchInvite, {{"group", kGroup}});
  EXPECT_EQ(wire.asked.back().attribute("type"), "get");
  wire.answer(Answer::Kind::result, {Node("invite", {{"code", "abc"}})});
  EXPECT_EQ(outcome->result.at("inviteCode"), "abc");

  outcome = run(commands::kGroupRevokeInvite, {{"group", kGroup}});
  EXPECT_EQ(wire.asked.back().attribute("type"), "set");
  wire.answer(Answer::Kind::result, {Node("invite", {{"code", "def"}})});
  EXPECT_EQ(outcome->result.at("inviteCode"), "def");

  outcome = run(commands::kGroupInviteInfo, {{"inviteCode", "def"}});
  wire.answer(Answer::Kind::result, {group_named("1203", "Drivers")});
  EXPECT_EQ(outcome->result.at("id"), kGroup);

  outcome = run(commands::kGroupAcceptInvite, {{"inviteCode", "def"}});
  wire.answer(Answer::Kind::result, {Node("group", {{"jid", kGroup}})});
  EXPECT_EQ(outcome->result.at("groupJid"), kGroup);
}

TEST_F(GroupCommandsTest, RefusalsAreToldApart) {
  const auto refused = [&](std::string_view name, Json arguments, Answer::Kind kind, int code) {
    const auto outcome = run(name, std::move(arguments));
    wire.answer(kind, code ? std::vector<Node>{refusal_of(code)} : std::vector<Node>{});
    return outcome->reason;
  };
  using Kind = Answer::Kind;
  EXPECT_EQ(refused(commands::kGroupFetch, {{"group", kGroup}}, Kind::error, 403), "group_not_found");
  EXPECT_EQ(refused(commands::kGroupFetch, {{"group", kGroup}}, Kind::error, 404), "group_not_found");
  EXPECT_EQ(refused(commands::kGroupSetSubject, {{"group", kGroup}, {"subject", "a"}}, Kind::error, 403), "not_authorized");
  EXPECT_EQ(refused(commands::kGroupSetSubject, {{"group", kGroup}, {"subject", "a"}}, Kind::error, 404), "group_not_found");
  EXPECT_EQ(refused(commands::kGroupFetchInvite, {{"group", kGroup}}, Kind::error, 401), "not_authorized");
  EXPECT_EQ(refused(commands::kGroupAcceptInvite, {{"inviteCode", "x"}}, Kind::error, 406), "group_not_found");
  EXPECT_EQ(refused(commands::kGroupLeave, {{"group", kGroup}}, Kind::timed_out, 0), "no_answer");
  EXPECT_EQ(refused(commands::kGroupLeave, {{"group", kGroup}}, Kind::disconnected, 0), "not_connected");
}

TEST_F(GroupCommandsTest, ArgumentsThatCannotBeAreRefusedWithoutAsking) {
  const auto reason = [&](std::string_view name, Json arguments, std::vector<std::string> attachments = {}) {
    return run(name, std::move(arguments), std::move(attachments))->reason;
  };
  EXPECT_EQ(reason(commands::kGroupFetch, {{"group", "49152@s.whatsapp.net"}}), "bad_request");
  EXPECT_EQ(reason(commands::kGroupSetSubject, {{"group", kGroup}, {"subject", ""}}), "bad_request");
  EXPECT_EQ(reason(commands::kGroupUpdateSetting, {{"group", kGroup}, {"action", "burn"}}), "bad_request");
  EXPECT_EQ(reason(commands::kGroupUpdateParticipants, {{"group", kGroup}, {"action", "add"}, {"participants", Json::array()}}),
            "bad_request");
  EXPECT_EQ(reason(commands::kGroupSetEphemeral, {{"group", kGroup}, {"expiration", -1}}), "bad_request");
  EXPECT_EQ(reason(commands::kGroupInviteInfo, Json::object()), "bad_request");
  const Json placeholder = {{"_placeholder", true}, {"num", 0}};
  EXPECT_EQ(reason(commands::kGroupSetPicture, {{"group", kGroup}, {"picture", placeholder}}, {"PNG"}), "bad_request");
  EXPECT_TRUE(wire.asked.empty());
}

TEST_F(GroupCommandsTest, APictureIsMadeSquare) {
  Picture tall{20, 30, {}, 20, 30};
  tall.pixels.assign(std::size_t{20} * 30 * 3, 128);
  const Json placeholder = {{"_placeholder", true}, {"num", 0}};
  const auto outcome = run(commands::kGroupSetPicture, {{"group", kGroup}, {"picture", placeholder}}, {encode_jpeg(tall, 80)});
  EXPECT_EQ(wire.asked.back().attribute("target"), kGroup);
  const Picture square = decode_picture(wanted().data()).picture;
  EXPECT_EQ(square.width, 20u);
  EXPECT_EQ(square.height, 20u);
  wire.answer(Answer::Kind::result);

  EXPECT_TRUE(outcome->is_ok());
}

}  // namespace
}  // namespace wagate::session_whatsapp
