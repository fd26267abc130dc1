#include "archive_fixture.h"

namespace wagate::api_rest {
namespace {

using abi::StatusCode;
using ::testing::IsEmpty;

class ChatRoutes : public ArchiveTest {
 protected:
  ChatRoutes() { commands_.will_succeed(Document("null")); }
  const AnyJson& arguments(std::size_t index = 0) { return commands_.asked.at(index).arguments; }
};

TEST_F(ChatRoutes, NumbersAreToldInTheOrderOfTheirKinds) {
  commands_.answers("group_fetch_all", Document(R"({"groups":[{"id":"120363000000000001@g.us","subject":"Drivers"}]})"));
  commands_.answers("check_numbers",
                    Document(R"({"numbers":[{"jid":"5511970000001@s.whatsapp.net","exists":true,"name":"Ana","lid":"12@lid"},)"
                             R"({"jid":"5511970000002@s.whatsapp.net","exists":false}]})"));

  const auto answer = post("/chat/whatsappNumbers/shop-01",
                           R"({"numbers":["+55 11 97000-0001","120363000000000001","5511970000002","status@broadcast",)"
                           R"("120363000000000009@g.us","nobody"]})");

  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(answer->body,
            R"([{"jid":"status@broadcast","exists":true,"number":"status@broadcast"},)"
            R"({"jid":"120363000000000001@g.us","exists":true,"number":"120363000000000001","name":"Drivers"},)"
            R"({"jid":"120363000000000009@g.us","exists":false,"number":"120363000000000009@g.us"},)"
            R"({"jid":"5511970000001@s.whatsapp.net","exists":true,"number":"+55 11 97000-0001","name":"Ana","lid":"12@lid"},)"
            R"({"jid":"5511970000002@s.whatsapp.net","exists":false,"number":"5511970000002"},)"
            R"({"jid":"","exists":false,"number":"nobody"}])");
}

TEST_F(ChatRoutes, NumbersAreRefusedInAShapeOfTheirOwn) {
  const auto answer = post("/chat/whatsappNumbers/shop-01", R"({"numbers":[]})");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_EQ(answer->body,
            R"({"status":400,"error":"Bad Request","message":[["numbers does not meet minimum length of 1"]]})");
}

TEST_F(ChatRoutes, ReadMarksNameEveryMessage) {
  const auto answer = post("/chat/markMessageAsRead/shop-01",
                           R"({"readMessages":[{"id":"A","fromMe":false,"remoteJid":"12@lid"},)"
                           R"({"id":"B","fromMe":false,"remoteJid":"120363000000000001@g.us","participant":"13@lid"}]})");

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(answer->body, R"({"message":"Read messages","read":"success"})");
  EXPECT_EQ(arguments().dump(),
            R"({"keys":[{"id":"A","remoteJid":"12@lid","fromMe":false},)"
            R"({"id":"B","remoteJid":"120363000000000001@g.us","fromMe":false,"participant":"13@lid"}]})");
}

TEST_F(ChatRoutes, AFailedReadMarkSaysWhatAndWhy) {
  commands_.refuses("mark_read", StatusCode::permission_denied, "not_authorized", "WhatsApp refuses");

  const auto answer =
      post("/chat/markMessageAsRead/shop-01", R"({"readMessages":[{"id":"A","fromMe":false,"remoteJid":"1@lid"}]})");

  EXPECT_EQ(answer->status, 500u);
  EXPECT_EQ(message(answer), R"(["Read messages fail","WhatsApp refuses"])");
}

TEST_F(ChatRoutes, ArchivingUsesTheMessageThatWasGiven) {
  const auto answer = post("/chat/archiveChat/shop-01",
                           R"({"archive":false,"lastMessage":{"key":{"id":"A","remoteJid":"12@lid","fromMe":true},)"
                           R"("messageTimestamp":1768485802}})");

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(answer->body, R"({"chatId":"12@lid","archived":true})");
  EXPECT_EQ(arguments().dump(),
            R"({"chat":"12@lid","archive":false,"lastMessage":{"key":{"id":"A","remoteJid":"12@lid","fromMe":true},)"
            R"("messageTimestamp":1768485802}})");
}

TEST_F(ChatRoutes, ArchivingAChatAloneUsesItsNewestMessage) {
  archive_.messages_of[shop_.id] = {text_row("NEW", "12@lid"), text_row("OLD", "12@lid")};

  EXPECT_EQ(post("/chat/archiveChat/shop-01", R"({"archive":true,"chat":"12@lid"})")->status, 201u);

  EXPECT_EQ(arguments()["lastMessage"].dump(),
            R"({"key":{"id":"NEW","remoteJid":"12@lid","fromMe":false},"messageTimestamp":1768485802})");
}

TEST_F(ChatRoutes, ArchivingWithoutAnyMessageSaysSo) {
  archive_.messages_of[kForeignId] = {text_row("NEW", "12@lid")};

  const auto answer = post("/chat/archiveChat/shop-01", R"({"archive":true,"chat":"12@lid"})");

  EXPECT_EQ(answer->status, 404u);
  EXPECT_EQ(message(answer), R"(["Last message not found"])");
  EXPECT_EQ(post("/chat/archiveChat/shop-01", R"({"archive":true})")->status, 400u);
  EXPECT_THAT(commands_.asked, IsEmpty());
}

TEST_F(ChatRoutes, AFailedArchivingHasItsOwnShape) {
  commands_.refuses("archive_chat", StatusCode::permission_denied, "not_authorized", "WhatsApp refuses");

  const auto answer = post("/chat/archiveChat/shop-01",
                           R"({"archive":true,"lastMessage":{"key":{"id":"A","remoteJid":"12@lid","fromMe":true}}})");

  EXPECT_EQ(answer->status, 500u);
  EXPECT_EQ(message(answer),
            R"([{"archived":false,"message":["An error occurred while archiving the chat","WhatsApp refuses"]}])");
}

TEST_F(ChatRoutes, AChatIsMarkedUnread) {
  const auto answer = post("/chat/markChatUnread/shop-01",
                           R"({"lastMessage":{"key":{"id":"A","remoteJid":"12@lid","fromMe":true}}})");

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(answer->body, R"({"chatId":"12@lid","markedChatUnread":true})");
  EXPECT_EQ(commands_.asked[0].name, "mark_chat_unread");
}

TEST_F(ChatRoutes, PresenceIsAnsweredAfterAllItsPieces) {
  const auto answer =
      post("/chat/sendPresence/shop-01", R"({"number":"5511970000001","presence":"composing","delay":25000})");

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(answer->body, R"({"presence":"composing"})");
  ASSERT_EQ(commands_.asked.size(), 3u);
  EXPECT_EQ(arguments(0).dump(), R"({"number":"5511970000001@s.whatsapp.net","presence":"composing","delay":10000})");
  EXPECT_EQ(arguments(2)["delay"], 5000);
}

TEST_F(ChatRoutes, PresenceToNobodyShowsTheLookUp) {
  commands_.refuses("chat_presence", StatusCode::invalid_argument, "not_on_whatsapp", "nobody");

  const auto answer = post("/chat/sendPresence/shop-01", R"({"number":"5511970000001","presence":"paused","delay":0})");

  EXPECT_EQ(message(answer), R"([{"jid":"5511970000001@s.whatsapp.net","exists":false,"number":"5511970000001"}])");
}

TEST_F(ChatRoutes, BlockingAndUnblockingAnswerTheSame) {
  for (const char* status : {"block", "unblock"}) {
    const auto answer = post("/chat/updateBlockStatus/shop-01",
                             std::string(R"({"number":"5511970000001","status":")") + status + "\"}");
    EXPECT_EQ(answer->status, 201u);
    EXPECT_EQ(answer->body, R"({"block":"success"})");
  }
  EXPECT_EQ(arguments(0)["block"], true);
  EXPECT_EQ(arguments(1)["block"], false);
}

TEST_F(ChatRoutes, APictureIsAnAddressOrNull) {
  commands_.answers("fetch_picture", Document(R"({"url":"https://pps.example/a.jpg"})"));
  EXPECT_EQ(post("/chat/fetchProfilePictureUrl/shop-01", R"({"number":"5511970000001"})")->body,
            R"({"wuid":"5511970000001@s.whatsapp.net","profilePictureUrl":"https://pps.example/a.jpg"})");
  EXPECT_EQ(post("/baileys/profilePictureUrl/shop-01", R"({"jid":"12@lid","type":"preview"})")->body,
            R"("https://pps.example/a.jpg")");
  EXPECT_EQ(arguments(1).dump(), R"({"jid":"12@lid","preview":true})");

  commands_.refuses("fetch_picture", StatusCode::permission_denied, "not_authorized", "hidden");
  const auto hidden = post("/chat/fetchProfilePictureUrl/shop-01", R"({"number":"5511970000001"})");
  EXPECT_EQ(hidden->status, 200u);
  EXPECT_EQ(json(hidden)["profilePictureUrl"], nullptr);
}

TEST_F(ChatRoutes, OnWhatsappAnswersAList) {
  commands_.answers("check_numbers", Document(R"({"numbers":[{"jid":"1@s.whatsapp.net","exists":true,"lid":"12@lid"}]})"));

  EXPECT_EQ(post("/baileys/onWhatsapp/shop-01", R"({"jid":"1@s.whatsapp.net"})")->body,
            R"([{"jid":"1@s.whatsapp.net","exists":true,"lid":"12@lid"}])");
}

TEST_F(ChatRoutes, AnInstanceWithoutConnectionSaysSoEverywhere) {
  commands_.will_fail(StatusCode::failed_precondition, "not_connected", "the session is closed");
  const std::string key = R"({"id":"A","remoteJid":"12@lid","fromMe":true})";
  const std::pair<const char*, std::string> calls[] = {
      {"/chat/whatsappNumbers/shop-01", R"({"numbers":["1"]})"},
      {"/chat/markMessageAsRead/shop-01", "{\"readMessages\":[" + key + "]}"},
      {"/chat/archiveChat/shop-01", "{\"archive\":true,\"lastMessage\":{\"key\":" + key + "}}"},
      {"/chat/updateBlockStatus/shop-01", R"({"number":"1","status":"block"})"},
      {"/chat/fetchProfilePictureUrl/shop-01", R"({"number":"1"})"},
      {"/chat/fetchProfile/shop-01", R"({"number":"1"})"},
      {"/chat/updateProfileName/shop-01", R"({"name":"x"})"},
      {"/chat/updateMessage/shop-01", R"({"number":"1","text":"x","key":)" + key + "}"},
      {"/group/create/shop-01", R"({"subject":"x","participants":["5511970000001"]})"},
      {"/label/handleLabel/shop-01", R"({"number":"1","labelId":"1","action":"add"})"},
      {"/call/offer/shop-01", R"({"number":"1","callDuration":1})"},
  };
  for (const auto& [target, body] : calls) {
    const auto answer = post(target, body);
    EXPECT_EQ(answer->status, 400u) << target;
    EXPECT_EQ(message(answer), R"(["The \"shop-01\" instance is not connected"])") << target << answer->body;
  }
}

TEST_F(ChatRoutes, CommandsGoToTheInstanceThatWasChecked) {
  post("/chat/updateBlockStatus/shop-01", R"({"number":"1","status":"block"})");

  EXPECT_EQ(commands_.asked[0].key, shop_.key) << "a name could be another instance's by now";
}

}  // namespace
}  // namespace wagate::api_rest
