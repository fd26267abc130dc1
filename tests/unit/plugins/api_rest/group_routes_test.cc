#include "archive_fixture.h"

namespace wagate::api_rest {
namespace {

using abi::StatusCode;
using ::testing::IsEmpty;

constexpr char kMetadata[] =
    R"({"id":"120363000000000001@g.us","addressingMode":"lid","subject":"Drivers","size":1,"creation":1700000000,)"
    R"("restrict":false,"announce":false,"isCommunity":false,"participants":[{"id":"12@lid",)"
    R"("phoneNumber":"5511970000001@s.whatsapp.net","admin":null}],"pictureUrl":null})";

class GroupRoutes : public ArchiveTest {
 protected:
  GroupRoutes() { commands_.will_succeed(Document("null")); }
  const AnyJson& arguments(std::size_t index = 0) { return commands_.asked.at(index).arguments; }
};

TEST_F(GroupRoutes, AreMadeOfNumbers) {
  commands_.answers("group_create", Document(kMetadata));

  const auto answer = post("/group/create/shop-01",
                           R"({"subject":"Drivers","description":"d","participants":["+55 11 97000-0001"],)"
                           R"("promoteParticipants":true})");

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(answer->body, kMetadata);
  EXPECT_EQ(arguments().dump(),
            R"({"subject":"Drivers","description":"d","promoteParticipants":true,)"
            R"("participants":["5511970000001@s.whatsapp.net"]})");
}

TEST_F(GroupRoutes, RefuseBodiesWithTheProperty) {
  EXPECT_EQ(message(post("/group/create/shop-01", R"({"subject":"x","participants":["12"]})")),
            R"([{"property":"participants[0]","message":"\"participants\" must be an array of numeric strings"}])");
  EXPECT_EQ(message(post("/group/create/shop-01", R"({"subject":"x"})")),
            R"([{"property":"instance","message":"instance requires property \"participants\""}])");
  EXPECT_EQ(message(post("/group/toggleEphemeral/shop-01?groupJid=1203", R"({"expiration":5})")),
            R"([{"property":"expiration","message":"expiration is not one of enum values: 0,86400,604800,7776000"}])");
  EXPECT_EQ(message(post("/group/updateGroupSubject/shop-01?groupJid=a/b", R"({"subject":"x"})")),
            R"([{"property":"groupJid","message":"groupJid does not match pattern \"^[\\\\d-]+@g.us$\""}])");
  EXPECT_THAT(commands_.asked, IsEmpty());
}

TEST_F(GroupRoutes, TakeTheGroupFromTheBodyOrTheQuery) {
  post("/group/updateGroupSubject/shop-01?groupJid=111@g.us", R"({"groupJid":"120363000000000001","subject":"New"})");
  post("/group/updateGroupSubject/shop-01?groupJid=120363000000000001", R"({"subject":"New"})");

  EXPECT_EQ(arguments(0).dump(), R"({"group":"120363000000000001@g.us","subject":"New"})");
  EXPECT_EQ(arguments(1), arguments(0));
}

TEST_F(GroupRoutes, SayWhatTheQueryLacks) {
  const char* no_group = R"(["The group id needs to be informed in the query","ex: \"groupJid=120362@g.us\""])";
  EXPECT_EQ(message(get("/group/findGroupInfos/shop-01")), no_group);
  EXPECT_EQ(message(post("/group/updateGroupSubject/shop-01", "{}")), no_group);
  EXPECT_EQ(message(request("DELETE", "/group/leaveGroup/shop-01")), no_group);
  EXPECT_EQ(message(get("/group/inviteInfo/shop-01")),
            R"x(["The group invite code id needs to be informed in the query",)x"
            R"x("ex: \"inviteCode=F1EX5QZxO181L3TMVP31gY\" (Obtained from group join link)"])x");
  EXPECT_EQ(message(get("/group/fetchAllGroups/shop-01")),
            R"(["The getParticipants needs to be informed in the query"])");
  EXPECT_EQ(message(get("/group/fetchAllGroups/shop-01?getParticipants=maybe")),
            R"([{"property":"getParticipants","message":"getParticipants is not one of enum values: true,false"}])");
}

TEST_F(GroupRoutes, AreShownWithAPictureOrNull) {
  commands_.answers("group_fetch", Document(kMetadata));

  const auto answer = get("/group/findGroupInfos/shop-01?groupJid=120363000000000001");

  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(answer->body,
            R"({"id":"120363000000000001@g.us","subject":"Drivers","pictureUrl":null,"size":1,"creation":1700000000,)"
            R"("restrict":false,"announce":false,"participants":[{"id":"12@lid",)"
            R"("phoneNumber":"5511970000001@s.whatsapp.net","admin":null}],"isCommunity":false})");
}

TEST_F(GroupRoutes, AreListedWithMembersWhenAsked) {
  commands_.answers("group_fetch_all", Document(std::string("{\"groups\":[") + kMetadata + "]}"));

  EXPECT_FALSE(json(get("/group/fetchAllGroups/shop-01?getParticipants=false"))[0].contains("participants"));
  EXPECT_EQ(json(get("/group/fetchAllGroups/shop-01?getParticipants=true"))[0]["participants"].size(), 1u);
}

TEST_F(GroupRoutes, MembersHaveTheNamesOfContacts) {
  commands_.answers("group_fetch", Document(kMetadata));
  archive_.contacts_of[shop_.id] = {
      R"({"remoteJid":"5511970000001@s.whatsapp.net","pushName":"Ana","profilePicUrl":"https://p.example/a"})"};

  EXPECT_EQ(get("/group/participants/shop-01?groupJid=120363000000000001")->body,
            R"({"participants":[{"id":"12@lid","phoneNumber":"5511970000001@s.whatsapp.net","admin":null,)"
            R"("name":"Ana","imgUrl":"https://p.example/a"}]})");
}

TEST_F(GroupRoutes, InvitationsAreLinks) {
  commands_.answers("group_fetch_invite", Document(R"({"inviteCode":"F1EX5QZxO181L3TMVP31gY"})"));
  commands_.answers("group_revoke_invite", Document(R"({"inviteCode":"NEW"})"));
  commands_.answers("group_invite_info", Document(kMetadata));
  commands_.answers("group_accept_invite", Document(R"({"groupJid":"120363000000000001@g.us"})"));

  EXPECT_EQ(get("/group/inviteCode/shop-01?groupJid=1203")->body,
            R"({"inviteUrl":"https://chat.whatsapp.com/F1EX5QZxO181L3TMVP31gY","inviteCode":"F1EX5QZxO181L3TMVP31gY"})");
  const auto revoked = post("/group/revokeInviteCode/shop-01?groupJid=1203");
  EXPECT_EQ(revoked->status, 201u);
  EXPECT_EQ(revoked->body, R"({"revoked":true,"inviteCode":"NEW"})");
  EXPECT_EQ(get("/group/inviteInfo/shop-01?inviteCode=F1EX5QZxO181L3TMVP31gY")->body, kMetadata);
  EXPECT_EQ(get("/group/acceptInviteCode/shop-01?inviteCode=F1EX5QZxO181L3TMVP31gY")->body,
            R"({"accepted":true,"groupJid":"120363000000000001@g.us"})");
  EXPECT_EQ(message(get("/group/acceptInviteCode/shop-01?inviteCode=short")),
            R"([{"property":"inviteCode","message":"inviteCode does not match pattern \"^[a-zA-Z0-9]{22}$\""}])");
}

TEST_F(GroupRoutes, InvitationsGoToEveryNumber) {
  commands_.answers("group_fetch_invite", Document(R"({"inviteCode":"F1EX5QZxO181L3TMVP31gY"})"));
  commands_.answers("send_text", Document("{}"));

  const auto answer = post("/group/sendInvite/shop-01",
                           R"({"groupJid":"1203@g.us","description":"Come in","numbers":["5511970000001","5511970000002"]})");

  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(answer->body, R"({"send":true,"inviteUrl":"https://chat.whatsapp.com/F1EX5QZxO181L3TMVP31gY"})");
  ASSERT_EQ(commands_.asked.size(), 3u);
  EXPECT_EQ(arguments(1).dump(),
            R"({"number":"5511970000001@s.whatsapp.net","text":"Come in\n\nhttps://chat.whatsapp.com/F1EX5QZxO181L3TMVP31gY"})");
  EXPECT_EQ(arguments(2)["number"], "5511970000002@s.whatsapp.net");
}

TEST_F(GroupRoutes, MembersAreChangedOneByOne) {
  commands_.answers("group_update_participants",
                    Document(R"({"participants":[{"jid":"1@lid","status":"200"},{"jid":"2@lid","status":"403"}]})"));

  const auto answer = post("/group/updateParticipant/shop-01?groupJid=1203",
                           R"({"action":"add","participants":["5511970000001","5511970000002"]})");

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(answer->body,
            R"({"updateParticipants":[{"status":"200","jid":"1@lid","content":{"tag":"participant","attrs":{"jid":"1@lid"}}},)"
            R"({"status":"403","jid":"2@lid","content":{"tag":"participant","attrs":{"jid":"2@lid","error":"403"}}}]})");
}

TEST_F(GroupRoutes, SettingsTimersPicturesAndGoodbyesAnswerShortly) {
  const auto setting = post("/group/updateSetting/shop-01?groupJid=1203", R"({"action":"locked"})");
  const auto timer = post("/group/toggleEphemeral/shop-01?groupJid=1203", R"({"expiration":86400})");
  const auto subject = post("/group/updateGroupSubject/shop-01?groupJid=1203", R"({"subject":"x"})");
  const auto picture = post("/group/updateGroupPicture/shop-01?groupJid=1203", R"({"image":"YWJj"})");
  const auto left = request("DELETE", "/group/leaveGroup/shop-01?groupJid=1203");

  EXPECT_EQ(setting->status, 201u);
  EXPECT_EQ(setting->body, "{}");
  EXPECT_EQ(timer->body, R"({"success":true})");
  EXPECT_EQ(subject->body, R"({"update":"success"})");
  EXPECT_EQ(picture->status, 201u) << picture->body;
  EXPECT_THAT(commands_.asked[3].attachments, ::testing::ElementsAre("abc"));
  EXPECT_EQ(left->status, 200u);
  EXPECT_EQ(left->body, R"({"groupJid":"1203@g.us","leave":true})");
}

struct GroupFailure {
  const char* method;
  const char* target;
  const char* body;
  std::uint32_t status;
  const char* text;
};

class GroupFailures : public GroupRoutes, public ::testing::WithParamInterface<GroupFailure> {};

TEST_P(GroupFailures, BeginWithTheTextThatClientsKnow) {
  commands_.will_fail(StatusCode::not_found, "group_not_found", "the account is not in that group");

  const auto answer = request(GetParam().method, GetParam().target, GetParam().body);

  EXPECT_EQ(answer->status, GetParam().status) << GetParam().target;
  EXPECT_EQ(json(answer)["response"]["message"],
            (AnyJson{GetParam().text, "the account is not in that group"}))
      << answer->body;
}

INSTANTIATE_TEST_SUITE_P(
    Routes, GroupFailures,
    ::testing::Values(
        GroupFailure{"POST", "/group/create/shop-01", R"({"subject":"x","participants":["5511970000001"]})", 500,
                     "Error creating group"},
        GroupFailure{"GET", "/group/findGroupInfos/shop-01?groupJid=1", "", 404, "Error fetching group"},
        GroupFailure{"GET", "/group/participants/shop-01?groupJid=1", "", 404, "No participants"},
        GroupFailure{"GET", "/group/inviteCode/shop-01?groupJid=1", "", 404, "No invite code"},
        GroupFailure{"GET", "/group/inviteInfo/shop-01?inviteCode=F1EX5QZxO181L3TMVP31gY", "", 404, "No invite info"},
        GroupFailure{"GET", "/group/acceptInviteCode/shop-01?inviteCode=F1EX5QZxO181L3TMVP31gY", "", 404,
                     "Accept invite error"},
        GroupFailure{"POST", "/group/revokeInviteCode/shop-01?groupJid=1", "{}", 404, "Revoke error"},
        GroupFailure{"POST", "/group/sendInvite/shop-01",
                     R"({"groupJid":"1@g.us","description":"x","numbers":["5511970000001"]})", 404, "No send invite"},
        GroupFailure{"POST", "/group/updateParticipant/shop-01?groupJid=1",
                     R"({"action":"add","participants":["5511970000001"]})", 400, "Error updating participants"},
        GroupFailure{"POST", "/group/updateSetting/shop-01?groupJid=1", R"({"action":"locked"})", 400,
                     "Error updating setting"},
        GroupFailure{"POST", "/group/toggleEphemeral/shop-01?groupJid=1", R"({"expiration":0})", 400,
                     "Error updating setting"},
        GroupFailure{"POST", "/group/updateGroupSubject/shop-01?groupJid=1", R"({"subject":"x"})", 500,
                     "Error updating group subject"},
        GroupFailure{"POST", "/group/updateGroupDescription/shop-01?groupJid=1", R"({"description":"x"})", 500,
                     "Error updating group description"},
        GroupFailure{"POST", "/group/updateGroupPicture/shop-01?groupJid=1", R"({"image":"YWJj"})", 500,
                     "Error update group picture"},
        GroupFailure{"DELETE", "/group/leaveGroup/shop-01?groupJid=1", "", 400, "Unable to leave the group"}));

}  // namespace
}  // namespace wagate::api_rest
