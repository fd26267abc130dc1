#include "archive_fixture.h"

namespace wagate::api_rest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kAna[] = "5511970000001@s.whatsapp.net";

class ChatQueries : public ArchiveTest {
 protected:
  AnyJson find(const std::string& route, const std::string& body = "{}") {
    const auto answer = post("/chat/" + route + "/shop-01", body);
    EXPECT_EQ(answer->status, 200u) << answer->body;
    return json(answer);
  }
};

TEST_F(ChatQueries, MessagesComeInPages) {
  for (int i = 1; i <= 5; ++i) archive_.messages_of[shop_.id].push_back(text_row("M" + std::to_string(i), kAna));

  const AnyJson page = find("findMessages", R"({"page":2,"offset":2})")["messages"];

  EXPECT_EQ(page["total"], 5);
  EXPECT_EQ(page["pages"], 3);
  EXPECT_EQ(page["currentPage"], 2);
  ASSERT_EQ(page["records"].size(), 2u);
  EXPECT_EQ(page["records"][0], AnyJson::parse(text_row("M3", kAna)));
}

TEST_F(ChatQueries, MessagesArePagesOfFiftyUnlessAsked) {
  const AnyJson page = find("findMessages")["messages"];

  EXPECT_EQ(page.dump(), R"({"total":0,"pages":0,"currentPage":1,"records":[]})");
  EXPECT_EQ(archive_.last.take, 50u);
  EXPECT_EQ(archive_.last.skip, 0u);
  EXPECT_EQ(archive_.last.from_me, -1);
}

TEST_F(ChatQueries, EveryFilterOfMessagesFilters) {
  find("findMessages",
       R"({"where":{"id":"c1","key":{"id":"M1","remoteJid":"5511970000001","fromMe":false,"participant":"12@lid"},)"
       R"("source":"ios","messageType":"imageMessage",)"
       R"("messageTimestamp":{"gte":"2026-01-15T14:00:00.000Z","lte":"2026-01-15T15:00:00-03:00"}}})");

  EXPECT_EQ(archive_.last.instance_id, shop_.id);
  EXPECT_EQ(archive_.last.row_id, "c1");
  EXPECT_EQ(archive_.last.message_id, "M1");
  EXPECT_EQ(archive_.last.remote_jid, kAna);
  EXPECT_EQ(archive_.last.from_me, 0);
  EXPECT_EQ(archive_.last.participant, "12@lid");
  EXPECT_EQ(archive_.last.source, "ios");
  EXPECT_EQ(archive_.last.message_type, "imageMessage");
  EXPECT_EQ(archive_.last.since, 1768485600);
  EXPECT_EQ(archive_.last.until, 1768500000);
}

TEST_F(ChatQueries, ARangeMayHaveOneSide) {
  find("findMessages", R"({"where":{"messageTimestamp":{"lte":1768485600}}})");

  EXPECT_EQ(archive_.last.since, 0);
  EXPECT_EQ(archive_.last.until, 1768485600);
}

TEST_F(ChatQueries, ARangeThatIsNoTimeIsRefused) {
  const auto answer =
      post("/chat/findMessages/shop-01", R"({"where":{"messageTimestamp":{"gte":"last week","lte":null}}})");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_THAT(message(answer), HasSubstr("where.messageTimestamp needs ISO times"));
}

TEST_F(ChatQueries, AFilterThatNamesNobodyFindsNothing) {
  archive_.messages_of[shop_.id].push_back(text_row("M1", kAna));

  EXPECT_EQ(find("findMessages", R"({"where":{"key":{"remoteJid":"nobody"}}})")["messages"]["total"], 0);
}

TEST_F(ChatQueries, PagesThatAreTooLargeAreRefused) {
  EXPECT_EQ(message(post("/chat/findMessages/shop-01", R"({"offset":1000000})")),
            R"([["offset must be less than or equal to 10000"]])");
}

TEST_F(ChatQueries, NothingOfAnotherInstanceIsFound) {
  archive_.messages_of[kForeignId].push_back(text_row("M1", kAna));

  EXPECT_EQ(find("findMessages", R"({"where":{"key":{"id":"M1"}}})")["messages"]["total"], 0);
}

TEST_F(ChatQueries, ChatsShowTheirLastMessageWithoutMedia) {
  archive_.chats_of[shop_.id].push_back(
      R"({"id":"c9","remoteJid":"5511970000001@s.whatsapp.net","name":"Ana B.","pushName":"Ana","profilePicUrl":null,)"
      R"("labels":null,"createdAt":"2026-01-15T14:00:00.000Z","updatedAt":"2026-01-15T14:03:00.000Z","unreadCount":2,)"
      R"("isSaved":true,"lastMessage":{"id":"c1","key":{"id":"M1","fromMe":false,"remoteJid":"5511970000001@s.whatsapp.net"},)"
      R"("pushName":"Ana","messageType":"imageMessage","message":{"imageMessage":{"caption":"Look","mediaKey":"AAAA"},)"
      R"("base64":"AAAA"},"messageTimestamp":1768485802,"instanceId":"i","source":"ios","contextInfo":null,)"
      R"("MessageUpdate":[{"status":"DELIVERY_ACK"},{"status":"READ"}]},"instanceId":"i"})");

  const AnyJson chats = find("findChats", R"({"take":10})");

  ASSERT_EQ(chats.size(), 1u);
  EXPECT_EQ(chats[0].dump(),
            R"({"id":"c9","remoteJid":"5511970000001@s.whatsapp.net","pushName":"Ana","profilePicUrl":null,)"
            R"("updatedAt":"2026-01-15T14:03:00.000Z","windowStart":"2026-01-15T14:00:00.000Z",)"
            R"("windowExpires":"2026-01-16T14:00:00.000Z","windowActive":true,"lastMessage":{"id":"c1",)"
            R"("key":{"id":"M1","fromMe":false,"remoteJid":"5511970000001@s.whatsapp.net"},"pushName":"Ana",)"
            R"("participant":null,"messageType":"imageMessage","message":{"imageMessage":{"caption":"Look"}},)"
            R"("contextInfo":null,"source":"ios","messageTimestamp":1768485802,"instanceId":"i","sessionId":null,)"
            R"("status":"READ"},"unreadCount":2,"isSaved":true})");
  EXPECT_EQ(archive_.last.take, 10u);
}

TEST_F(ChatQueries, AChatWithoutARowHasNoWindow) {
  archive_.chats_of[shop_.id].push_back(R"({"id":null,"remoteJid":"12@lid","createdAt":null,"lastMessage":null})");

  const AnyJson chat = find("findChats")[0];

  EXPECT_EQ(chat["id"], nullptr);
  EXPECT_EQ(chat["windowActive"], false);
  EXPECT_EQ(chat["lastMessage"], nullptr);
  EXPECT_EQ(chat["unreadCount"], 0);
}

TEST_F(ChatQueries, OneChatIsARowOrNull) {
  EXPECT_EQ(get("/chat/findChatByRemoteJid/shop-01?remoteJid=5511970000001")->body, "null");
  archive_.chats_of[shop_.id].push_back(
      R"({"id":"c9","remoteJid":"5511970000001@s.whatsapp.net","name":"Ana","pushName":"x","labels":["1"],)"
      R"("createdAt":"a","updatedAt":"b","unreadCount":2,"instanceId":"i","lastMessage":null})");

  const auto answer = get("/chat/findChatByRemoteJid/shop-01?remoteJid=5511970000001");

  EXPECT_EQ(answer->body,
            R"({"id":"c9","remoteJid":"5511970000001@s.whatsapp.net","name":"Ana","labels":["1"],"createdAt":"a",)"
            R"("updatedAt":"b","instanceId":"i","unreadMessages":2})");
  EXPECT_EQ(archive_.last.remote_jid, kAna);
}

TEST_F(ChatQueries, OneChatNeedsItsName) {
  const auto answer = get("/chat/findChatByRemoteJid/shop-01");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_EQ(answer->body, R"({"error":"remoteJid is a required query parameter"})");
}

TEST_F(ChatQueries, ContactsSayWhatTheyAre) {
  archive_.contacts_of[shop_.id] = {
      R"({"id":"c1","remoteJid":"5511970000001@s.whatsapp.net","pushName":"Ana","profilePicUrl":null})",
      R"({"id":"c2","remoteJid":"120363000000000001@g.us","pushName":"Drivers","profilePicUrl":null})",
      R"({"id":"c3","remoteJid":"12@lid","pushName":null,"profilePicUrl":null})"};

  const AnyJson contacts = find("findContacts");

  EXPECT_EQ(contacts[0].dump(),
            R"({"id":"c1","remoteJid":"5511970000001@s.whatsapp.net","pushName":"Ana","profilePicUrl":null,)"
            R"("isGroup":false,"isSaved":true,"type":"contact"})");
  EXPECT_EQ(contacts[1]["type"], "group");
  EXPECT_EQ(contacts[2]["type"], "group_member");
  EXPECT_EQ(archive_.last.take, 0u) << "all of them";
}

TEST_F(ChatQueries, EveryFilterOfContactsFilters) {
  find("findContacts", R"({"where":{"id":"c1","remoteJid":"12@lid","pushName":"Ana"},"page":3,"offset":20})");

  EXPECT_EQ(archive_.last.row_id, "c1");
  EXPECT_EQ(archive_.last.remote_jid, "12@lid");
  EXPECT_EQ(archive_.last.push_name, "Ana");
  EXPECT_EQ(archive_.last.skip, 40u);
  EXPECT_EQ(archive_.last.take, 20u);
}

TEST_F(ChatQueries, ChangesOfStatusAreFoundByTheMessage) {
  archive_.updates_of[shop_.id].push_back(R"({"id":"c1","keyId":"M1","status":"READ"})");

  const AnyJson rows = find("findStatusMessage", R"({"where":{"id":"M1","remoteJid":"12@lid"}})");

  EXPECT_EQ(rows.dump(), R"([{"id":"c1","keyId":"M1","status":"READ"}])");
  EXPECT_EQ(archive_.last.message_id, "M1");
  EXPECT_EQ(archive_.last.remote_jid, "12@lid");
  EXPECT_EQ(archive_.last.take, 50u);
}

TEST_F(ChatQueries, AFailingArchiveIsNotQuoted) {
  archive_.failing = abi::StatusCode::internal;

  const auto answer = post("/chat/findMessages/shop-01", "{}");

  EXPECT_EQ(answer->status, 500u);
  EXPECT_THAT(answer->body, ::testing::Not(HasSubstr("/var/lib")));
  EXPECT_THAT(host_.log().text(), HasSubstr("/var/lib"));
}

class ChatsWithoutArchive : public RestTest {};

TEST_F(ChatsWithoutArchive, AreEmptyAndTheLogSaysWhyOnce) {
  EXPECT_EQ(post("/chat/findMessages/shop-01", "{}")->body,
            R"({"messages":{"total":0,"pages":0,"currentPage":1,"records":[]}})");
  EXPECT_EQ(post("/chat/findChats/shop-01", "{}")->body, "[]");
  EXPECT_EQ(post("/chat/findContacts/shop-01", "{}")->body, "[]");
  EXPECT_EQ(post("/chat/findStatusMessage/shop-01", "{}")->body, "[]");
  EXPECT_EQ(get("/label/findLabels/shop-01")->body, "[]");

  std::size_t said = 0;
  for (const auto& line : host_.log().lines())
    if (line.message.find("wagate.archive/1") != std::string::npos) ++said;
  EXPECT_EQ(said, 1u);
}

}  // namespace
}  // namespace wagate::api_rest
