#include "archive_fixture.h"

// What becomes of the events about messages.
namespace wagate::archive_sqlite {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

TEST_F(ArchiveTest, ShowsAReceivedMessageInTheShapeClientsKnow) {
  open();

  receive({});

  Json row = only_message();
  EXPECT_THAT(row.at("id").get<std::string>(), MatchesRegex("c[0-9a-z]{24}"));
  row.erase("id");
  EXPECT_EQ(row, Json::parse(R"({"key":{"remoteJid":"5511970000001@s.whatsapp.net","fromMe":false,
      "id":"3EB0C0FFEE0011223344"},"pushName":"Ana","messageType":"conversation",
      "message":{"conversation":"Good morning"},"messageTimestamp":1768485802,
      "instanceId":"0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001","source":"ios","contextInfo":null,"MessageUpdate":[]})"));
}

TEST_F(ArchiveTest, KeepsBytesOfAMessageAsBase64Text) {
  open();
  Said said{.type = "imageMessage"};
  Json record = said.record();
  record["message"]["imageMessage"]["mediaKey"] = {{"_placeholder", true}, {"num", 0}};
  Document document(record.dump());
  document.attachments.push_back("key");
  const DocumentView view(document);
  MessagesUpsert event;
  event.document = view;

  publish(event);

  EXPECT_EQ(only_message().at("message").at("imageMessage").at("mediaKey"), "a2V5");
}

TEST_F(ArchiveTest, LeavesDownloadedMediaOut) {
  open();
  Json record = Said{.type = "imageMessage"}.record();
  record["message"]["base64"] = std::string(1000, 'A');

  publish_document<MessagesUpsert>(record);

  EXPECT_FALSE(only_message().at("message").contains("base64"));
}

TEST_F(ArchiveTest, KeepsASentMessage) {
  open();
  const std::string json = Said{.from_me = true, .source = "web"}.record().dump();
  SendMessage event;
  event.chat = kAna;
  event.message_id = "3EB0C0FFEE0011223344";
  event.message_type = "conversation";
  event.at = 1'768'485'802;
  event.document = StringRef(json);

  publish(event);

  EXPECT_EQ(only_message().at("key").at("fromMe"), true);
  EXPECT_EQ(only_message().at("pushName"), "Você");
}

TEST_F(ArchiveTest, KeepsEveryMessageOfAChunkOfHistory) {
  open();
  Json chunk = Json::array();
  for (int i = 0; i < 1000; ++i) chunk.push_back(Said{.id = "H" + std::to_string(i), .at = 1000 + i}.record());
  Document document(chunk.dump());
  const DocumentView view(document);
  MessagesSet event;
  event.count = 1000;
  event.document = view;

  publish(event);

  EXPECT_EQ(counts().messages, 1000u);
  EXPECT_EQ(only_chat().at("unreadCount"), 0);
}

TEST_F(ArchiveTest, PutsTheBytesOfAChunkWhereTheyBelong) {
  open();
  Json chunk = Json::array();
  for (int i = 0; i < 3; ++i) {
    chunk.push_back(Said{.id = "H" + std::to_string(i), .at = 1000 - i}.record());
    chunk.back()["message"]["thumb"] = {{"_placeholder", true}, {"num", i}};
  }
  Document document(chunk.dump());
  document.attachments = {"one", "two", "six"};
  const DocumentView view(document);
  MessagesSet event;
  event.document = view;

  publish(event);

  std::vector<std::string> thumbs;
  for (const Json& row : messages()) thumbs.push_back(row.at("message").at("thumb"));
  EXPECT_THAT(thumbs, ElementsAre("b25l", "dHdv", "c2l4"));
}

TEST_F(ArchiveTest, GoesOnBehindARecordThatCannotBeRead) {
  open();
  const std::string chunk = "[{\"key\":3}," + Said{}.record().dump() + ",{\"key\":]";

  MessagesSet event;
  event.document = StringRef(chunk);
  publish(event);

  EXPECT_EQ(counts().messages, 1u);
  EXPECT_EQ(host_->metrics().value("dropped_total{reason=unreadable}"), 2u);
  EXPECT_THAT(host_->log().text(), ::testing::HasSubstr("had not the shape"));
}

TEST_F(ArchiveTest, GivesAMessageWithoutATimeTheTimeItCame) {
  open();
  receive({.id = "none", .at = 0});
  receive({.id = "absurd", .at = 9'000'000'000'000'000'000});

  EXPECT_EQ(messages().at(1).at("messageTimestamp"), 1'768'485'802);
  EXPECT_EQ(only_chat().at("updatedAt"), "9999-12-31T23:59:59.000Z");
}

TEST_F(ArchiveTest, UpdatesAMessageThatComesAgainAndKeepsItsRowId) {
  open();
  receive({.text = "first"});
  const std::string row_id = only_message().at("id");

  receive({.text = "second", .at = 1'900'000'000});

  EXPECT_EQ(only_message().at("id"), row_id);
  EXPECT_EQ(only_message().at("message").at("conversation"), "second");
  EXPECT_EQ(only_message().at("messageTimestamp"), 1'768'485'802);
  EXPECT_EQ(only_chat().at("unreadCount"), 1);
}

TEST_F(ArchiveTest, TellsMessagesOfOneIdInTwoChatsApart) {
  open();

  receive({.chat = kAna});
  receive({.chat = kBob});

  EXPECT_EQ(counts().messages, 2u);
}

TEST_F(ArchiveTest, LetsHistoryNotTakeBackWhatIsKnown) {
  open();
  receive({.text = "as it is now"});

  publish_document<MessagesSet>(Json::array({Said{.text = "as it was"}.record()}));

  EXPECT_EQ(only_message().at("message").at("conversation"), "as it is now");
}

TEST_F(ArchiveTest, ShowsEachStatusOnceAndInOrder) {
  open();
  receive({.from_me = true});

  for (const char* status : {"SERVER_ACK", "DELIVERY_ACK", "DELIVERY_ACK", "READ"})
    change_status("3EB0C0FFEE0011223344", status);

  EXPECT_EQ(only_message().at("MessageUpdate"),
            Json::parse(R"([{"status":"SERVER_ACK"},{"status":"DELIVERY_ACK"},{"status":"READ"}])"));
}

TEST_F(ArchiveTest, ShowsAStatusInTheShapeClientsKnow) {
  open();
  receive({.from_me = true});
  change_status("3EB0C0FFEE0011223344", "READ");

  const auto rows = updates();

  ASSERT_EQ(rows.size(), 1u);
  EXPECT_THAT(rows[0].at("id").get<std::string>(), MatchesRegex("c[0-9a-z]{24}"));
  EXPECT_EQ(rows[0].at("messageId"), only_message().at("id"));
  Json row = rows[0];
  row.erase("id");
  row.erase("messageId");
  EXPECT_EQ(row, Json::parse(R"({"keyId":"3EB0C0FFEE0011223344","remoteJid":"5511970000001@s.whatsapp.net",
      "fromMe":true,"participant":null,"pollUpdates":null,"status":"READ",
      "instanceId":"0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001"})"));
}

TEST_F(ArchiveTest, ForgetsAStatusOfAMessageItDoesNotHave) {
  open();

  change_status("unknown", "READ");

  EXPECT_THAT(updates(), IsEmpty());
}

TEST_F(ArchiveTest, ShowsTheNewTextOfAnEditedMessage) {
  open();
  receive({});
  const std::string json = R"({"key":{},"type":"MESSAGE_EDIT","editedMessage":{"extendedTextMessage":{"text":"new"}}})";
  MessagesEdited event;
  event.chat = kAna;
  event.message_id = "3EB0C0FFEE0011223344";
  event.edit_type = "MESSAGE_EDIT";
  event.document = StringRef(json);

  publish(event);

  EXPECT_EQ(only_message().at("message"), Json::parse(R"({"conversation":"new"})"));
  EXPECT_EQ(only_message().at("MessageUpdate"), Json::parse(R"([{"status":"EDITED"}])"));
}

TEST_F(ArchiveTest, KeepsAnEditWhenTheMessageComesAgain) {
  open();
  receive({.from_me = true});
  const std::string json = R"({"key":{},"editedMessage":{"conversation":"new"},"type":14})";
  SendMessageUpdate event;
  event.chat = kAna;
  event.message_id = "3EB0C0FFEE0011223344";
  event.document = StringRef(json);
  publish(event);

  receive({.from_me = true});

  EXPECT_EQ(only_message().at("message").at("conversation"), "new");
}

TEST_F(ArchiveTest, DoesNotEditAMessageOfAnotherChat) {
  open();
  receive({.chat = kAna});
  const std::string json = R"({"type":"MESSAGE_EDIT","editedMessage":{"conversation":"forged"}})";
  MessagesEdited event;
  event.chat = kBob;
  event.message_id = "3EB0C0FFEE0011223344";
  event.edit_type = "MESSAGE_EDIT";
  event.document = StringRef(json);

  publish(event);

  EXPECT_EQ(only_message().at("message").at("conversation"), "Good morning");
}

TEST_F(ArchiveTest, KeepsNothingOfWhatIsSwitchedOff) {
  open(R"({"save_messages":false,"save_updates":false,"save_contacts":false,"save_chats":false,
           "save_history":false,"save_labels":false})");

  receive({});
  publish_document<MessagesSet>(Json::array({Said{}.record()}));
  publish_document<ContactsUpsert>({{"remoteJid", kAna}});
  publish_document<ChatsUpsert>(Json::array({{{"remoteJid", kAna}}}));
  publish_document<LabelsEdit>({{"id", "7"}, {"name", "VIP"}});

  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_THAT(chats(), IsEmpty());
  EXPECT_THAT(contacts(), IsEmpty());
  EXPECT_THAT(labels(), IsEmpty());
}

TEST_F(ArchiveTest, KeepsMessagesWithoutTheirStatusWhenOnlyThatIsSwitchedOff) {
  open(R"({"save_updates":false})");
  receive({.from_me = true});

  change_status("3EB0C0FFEE0011223344", "READ");

  EXPECT_EQ(only_message().at("MessageUpdate"), Json::array());
}

TEST_F(ArchiveTest, KeepsHistoryWhenOnlyNewMessagesAreSwitchedOff) {
  open(R"({"save_messages":false})");

  receive({.id = "new"});
  publish_document<MessagesSet>(Json::array({Said{.id = "old"}.record()}));

  EXPECT_THAT(ids(), ElementsAre("old"));
}

}  // namespace
}  // namespace wagate::archive_sqlite
