// Commands about groups.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_media.h"
#include "support.h"

namespace wagate::session_simulator {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

constexpr const char* kQuietGroups = R"({"live":false,"history_chunks":0,"groups":6})";
constexpr const char* kAna = "551188880001@s.whatsapp.net";
constexpr const char* kBruno = "551188880002@s.whatsapp.net";

class Groups : public ::testing::Test {
 protected:
  Groups() : gateway(kQuietGroups) {
    gateway.pair(1);
    const std::string own = data_of(gateway.events("connection.update").back())["wuid"];
    for (const Json& group : data_of(gateway.events("groups.upsert").at(0)))
      for (const Json& member : group["participants"])
        if (member["phoneNumber"] == own && member["admin"].is_null()) group_of_others = group["id"];
    EXPECT_NE(group_of_others, "") << "no such group under this seed";
    own_group = run("group_create", {{"subject", "Team"}, {"participants", {kAna, kBruno}}})->result()["id"];
    gateway.host.bus().clear();
  }

  std::shared_ptr<CommandAnswer> run(const std::string& command, const Json& arguments,
                                     const std::vector<std::string>& attachments = {}) {
    return gateway.command(1, command, arguments.dump(), attachments);
  }
  std::shared_ptr<CommandAnswer> in_group(const std::string& command, Json arguments = Json::object(),
                                          const std::vector<std::string>& attachments = {}) {
    arguments["group"] = own_group;
    return run(command, arguments, attachments);
  }
  Json metadata() { return in_group("group_fetch")->result(); }

  Gateway gateway;
  std::string own_group;
  std::string group_of_others;
};

TEST_F(Groups, AreCreatedWithThoseWhoAreOnWhatsApp) {
  const auto answer = run("group_create", {{"subject", "Trip"},
                                           {"description", "bring water"},
                                           {"participants", {kAna, "5511970000000@s.whatsapp.net", kAna}}});

  ASSERT_TRUE(answer->ok) << answer->sentence;
  const Json group = answer->result();
  EXPECT_THAT(keys_of(group),
              ElementsAre("id", "addressingMode", "subject", "subjectOwner", "subjectTime", "size", "creation", "owner",
                          "ownerPn", "desc", "descId", "restrict", "announce", "isCommunity", "isCommunityAnnounce",
                          "joinApprovalMode", "memberAddMode", "participants"));
  EXPECT_EQ(group["size"], 2);
  EXPECT_EQ(group["participants"][0]["admin"], "superadmin");
  EXPECT_EQ(group["participants"][1]["phoneNumber"], kAna);
  EXPECT_TRUE(group["participants"][1]["admin"].is_null());
  EXPECT_EQ(group["desc"], "bring water");
  ASSERT_THAT(gateway.host.bus().names(), ElementsAre("groups.upsert"));
  EXPECT_EQ(data_of(gateway.host.bus().events()[0]), Json::array({group}));
  EXPECT_TRUE(run("send_text", {{"number", group["id"]}, {"text", "hi"}})->ok);
}

TEST_F(Groups, MayPromoteEverybodyAtOnce) {
  const Json group =
      run("group_create", {{"subject", "Trip"}, {"participants", {kAna}}, {"promoteParticipants", true}})->result();

  EXPECT_EQ(group["participants"][1]["admin"], "admin");
}

TEST_F(Groups, ChangeTheirSubjectDescriptionAndPicture) {
  EXPECT_TRUE(in_group("group_set_subject", {{"subject", "Team B"}})->ok);
  EXPECT_TRUE(in_group("group_set_description", {{"description", "new"}})->ok);
  EXPECT_TRUE(
      in_group("group_set_picture", {{"picture", {{"_placeholder", true}, {"num", 0}}}}, {make_jpeg(1, 8, 8)})->ok);

  ASSERT_THAT(gateway.host.bus().names(),
              ElementsAre("groups.update", "chats.update", "groups.update", "chats.update", "chats.update"));
  const Json subject = data_of(gateway.host.bus().events()[0])[0];
  EXPECT_THAT(keys_of(subject), ElementsAre("id", "subject", "author", "authorPn"));
  EXPECT_EQ(subject["subject"], "Team B");
  const Json description = data_of(gateway.host.bus().events()[2])[0];
  EXPECT_THAT(keys_of(description), ElementsAre("id", "desc", "descId", "author", "authorPn"));
  const Json group = metadata();
  EXPECT_EQ(group["subject"], "Team B");
  EXPECT_EQ(group["subjectTime"], gateway.host.time().unix_ms() / 1000);
  EXPECT_EQ(group["descId"], description["descId"]);
  EXPECT_TRUE(group["pictureUrl"].is_string());
  EXPECT_EQ(run("fetch_picture", {{"jid", own_group}})->result()["url"], group["pictureUrl"]);
}

TEST_F(Groups, AreListedWithTheirPictures) {
  const Json groups = run("group_fetch_all", Json::object())->result()["groups"];

  ASSERT_EQ(groups.size(), 7u);
  for (const Json& group : groups) EXPECT_TRUE(group.contains("pictureUrl"));
  EXPECT_EQ(groups.back(), metadata());
}

TEST_F(Groups, ChangeTheirParticipants) {
  const auto update = [&](const char* action, const Json& participants) {
    gateway.host.bus().clear();
    const auto answer = in_group("group_update_participants", {{"action", action}, {"participants", participants}});
    EXPECT_TRUE(answer->ok) << answer->sentence;
    std::vector<std::string> statuses;
    const Json result = answer->result();
    for (const Json& outcome : result["participants"]) statuses.push_back(outcome["status"]);
    return statuses;
  };
  const char* carla = "551188880003@s.whatsapp.net";

  EXPECT_THAT(update("add", {carla, kAna, "5511970000000@s.whatsapp.net"}), ElementsAre("200", "409", "404"));
  ASSERT_THAT(gateway.host.bus().names(), ElementsAre("group-participants.update"));
  const Json added = data_of(gateway.host.bus().events()[0]);
  EXPECT_THAT(keys_of(added), ElementsAre("id", "author", "authorPn", "participants", "action", "participantsData"));
  EXPECT_EQ(added["action"], "add");
  ASSERT_EQ(added["participants"].size(), 1u);
  EXPECT_EQ(added["participants"][0]["phoneNumber"], carla);
  EXPECT_EQ(added["participantsData"][0]["phoneNumber"], carla);

  EXPECT_THAT(update("promote", {kAna, kBruno}), ElementsAre("200", "200"));
  EXPECT_EQ(data_of(gateway.host.bus().events()[0])["participants"].size(), 2u);
  EXPECT_EQ(data_of(gateway.host.bus().events()[0])["participants"][0]["admin"], "admin");
  EXPECT_THAT(update("demote", {kBruno}), ElementsAre("200"));
  EXPECT_THAT(update("remove", {kBruno, kBruno}), ElementsAre("200", "404"));

  std::vector<std::string> admins;
  const Json group = metadata();
  for (const Json& member : group["participants"]) admins.push_back(member["admin"].dump());
  EXPECT_THAT(admins, ElementsAre(R"("superadmin")", R"("admin")", "null"));
}

TEST_F(Groups, ChangeTheirSettings) {
  for (const char* action : {"announcement", "locked"})
    EXPECT_TRUE(in_group("group_update_setting", {{"action", action}})->ok);
  EXPECT_TRUE(in_group("group_set_ephemeral", {{"expiration", 604'800}})->ok);

  std::vector<std::string> changed;
  for (const auto& event : gateway.events("groups.update")) changed.push_back(keys_of(data_of(event)[0])[1]);
  EXPECT_THAT(changed, ElementsAre("announce", "restrict", "ephemeralDuration"));
  Json group = metadata();
  EXPECT_EQ(group["announce"], true);
  EXPECT_EQ(group["restrict"], true);
  EXPECT_EQ(group["ephemeralDuration"], 604'800);

  for (const char* action : {"not_announcement", "unlocked"}) in_group("group_update_setting", {{"action", action}});
  in_group("group_set_ephemeral", {{"expiration", 0}});
  group = metadata();
  EXPECT_EQ(group["announce"], false);
  EXPECT_EQ(group["restrict"], false);
  EXPECT_FALSE(group.contains("ephemeralDuration"));
}

TEST_F(Groups, InviteCodesStayUntilTheyAreRevoked) {
  const std::string code = in_group("group_fetch_invite")->result()["inviteCode"];
  EXPECT_THAT(code, MatchesRegex("[0-9A-Za-z]+"));
  EXPECT_EQ(code.size(), 22u);
  EXPECT_EQ(in_group("group_fetch_invite")->result()["inviteCode"], code);
  EXPECT_EQ(run("group_invite_info", {{"inviteCode", code}})->result()["id"], own_group);

  const std::string fresh = in_group("group_revoke_invite")->result()["inviteCode"];

  EXPECT_NE(fresh, code);
  EXPECT_EQ(data_of(gateway.events("groups.update").at(0))[0]["inviteCode"], fresh);
  EXPECT_EQ(run("group_invite_info", {{"inviteCode", code}})->reason, "group_not_found");
  EXPECT_EQ(run("group_accept_invite", {{"inviteCode", fresh}})->result()["groupJid"], own_group);
}

TEST_F(Groups, AreJoinedByInvitation) {
  const Json invitation = {{"inviteCode", "F1EX5QZxO181L3TMVP31gY"}};
  const Json info = run("group_invite_info", invitation)->result();
  EXPECT_EQ(run("group_fetch", {{"group", info["id"]}})->reason, "group_not_found");

  const auto answer = run("group_accept_invite", invitation);

  ASSERT_TRUE(answer->ok) << answer->sentence;
  EXPECT_EQ(answer->result().dump(), Json({{"groupJid", info["id"]}}).dump());
  EXPECT_THAT(gateway.host.bus().names(), ElementsAre("groups.upsert", "group-participants.update"));
  EXPECT_EQ(run("group_fetch", {{"group", info["id"]}})->result()["size"], info["size"].get<int>() + 1);
  gateway.host.bus().clear();
  EXPECT_EQ(run("group_accept_invite", invitation)->result()["groupJid"], info["id"]);
  EXPECT_THAT(gateway.host.bus().names(), IsEmpty());
  for (const char* code : {"short", "F1EX5QZxO181L3TMVP0000", "F1EX5QZxO181L3TMVP31g/"})
    EXPECT_EQ(run("group_accept_invite", {{"inviteCode", code}})->reason, "group_not_found");
}

TEST_F(Groups, AreLeftAndJoinedAgain) {
  const std::string code = in_group("group_fetch_invite")->result()["inviteCode"];

  EXPECT_TRUE(in_group("group_leave")->ok);

  ASSERT_THAT(gateway.host.bus().names(), ElementsAre("group-participants.update", "chats.update"));
  EXPECT_EQ(data_of(gateway.host.bus().events()[0])["action"], "remove");
  EXPECT_EQ(in_group("group_fetch")->reason, "group_not_found");
  EXPECT_EQ(in_group("group_leave")->reason, "group_not_found");
  EXPECT_EQ(run("group_accept_invite", {{"inviteCode", code}})->result()["groupJid"], own_group);
  EXPECT_EQ(metadata()["size"], 3);
}

TEST_F(Groups, RemovingOneselfIsLeaving) {
  const std::string own = metadata()["ownerPn"];
  const auto answer = in_group("group_update_participants", {{"action", "remove"}, {"participants", {own}}});

  EXPECT_TRUE(answer->ok);
  EXPECT_THAT(gateway.host.bus().names(), ElementsAre("group-participants.update", "chats.update"));
  EXPECT_EQ(in_group("group_fetch")->reason, "group_not_found");
}

TEST_F(Groups, RefuseWhatOnlyAdminsMayDo) {
  const Json group = {{"group", group_of_others}};
  const auto with = [&](Json more) {
    more.update(group);
    return more;
  };
  const std::pair<const char*, Json> requests[] = {
      {"group_update_setting", with({{"action", "locked"}})},
      {"group_update_participants", with({{"action", "remove"}, {"participants", {kAna}}})},
      {"group_update_participants", with({{"action", "promote"}, {"participants", {kAna}}})},
      {"group_fetch_invite", group},
      {"group_revoke_invite", group}};
  for (const auto& [command, arguments] : requests) {
    const auto answer = run(command, arguments);
    EXPECT_EQ(answer->code, abi::StatusCode::permission_denied) << command;
    EXPECT_EQ(answer->reason, "not_authorized") << command;
  }
  EXPECT_THAT(gateway.host.bus().names(), IsEmpty());
  EXPECT_TRUE(run("group_set_subject", with({{"subject", "everybody may"}}))->ok);
  EXPECT_TRUE(run("group_update_participants", with({{"action", "add"}, {"participants", {kAna}}}))->ok);
}

TEST_F(Groups, KnowNothingOfOtherGroups) {
  const Json group = {{"group", "120363000000000001@g.us"}};
  const auto with = [&](Json more) {
    more.update(group);
    return more;
  };
  const std::pair<const char*, Json> requests[] = {
      {"group_set_subject", with({{"subject", "x"}})},
      {"group_set_description", with({{"description", "x"}})},
      {"group_fetch", group},
      {"group_fetch_invite", group},
      {"group_revoke_invite", group},
      {"group_update_participants", with({{"action", "add"}, {"participants", {kAna}}})},
      {"group_update_setting", with({{"action", "locked"}})},
      {"group_set_ephemeral", with({{"expiration", 0}})},
      {"group_leave", group}};
  for (const auto& [command, arguments] : requests) {
    const auto answer = run(command, arguments);
    EXPECT_EQ(answer->code, abi::StatusCode::not_found) << command;
    EXPECT_EQ(answer->reason, "group_not_found") << command;
  }
}

TEST_F(Groups, SayWhatIsWrong) {
  const std::pair<std::pair<const char*, Json>, const char*> cases[] = {
      {{"group_fetch", {{"group", "5511970000001@s.whatsapp.net"}}}, "group is not a JID such as digits@g.us"},
      {{"group_create", {{"subject", ""}, {"participants", {kAna}}}}, "subject is empty"},
      {{"group_create", {{"subject", "x"}, {"participants", "y"}}}, "participants is not a list"},
      {{"group_set_subject", {{"group", "1@g.us"}}}, "subject is not a text"},
      {{"group_update_setting", {{"group", "1@g.us"}, {"action", "open"}}},
       "action is not one of enum values: announcement,not_announcement,locked,unlocked"},
      {{"group_set_ephemeral", {{"group", "1@g.us"}, {"expiration", -1}}},
       "expiration has to be a whole number from 0 to 7776000"},
      {{"group_set_picture", {{"group", "1@g.us"}, {"picture", nullptr}}}, "picture is not a binary attachment"}};
  for (const auto& [request, sentence] : cases) {
    const auto answer = run(request.first, request.second);
    EXPECT_EQ(answer->code, abi::StatusCode::invalid_argument);
    EXPECT_EQ(answer->sentence, sentence);
  }
}

TEST(GroupLife, StrangersWhoWereAddedWriteThere) {
  Gateway gateway(R"({"pace":3000,"history_chunks":0,"groups":0})");
  gateway.pair(1);
  gateway.command(1, "group_create", Json({{"subject", "Trip"}, {"participants", {kAna}}}).dump());
  gateway.host.time().advance(60'000);

  std::size_t written = 0;
  for (const auto& event : gateway.events("messages.upsert"))
    written += data_of(event)["key"].value("participantAlt", "") == kAna ? 1 : 0;
  EXPECT_GT(written, 0u);
}

}  // namespace
}  // namespace wagate::session_simulator
