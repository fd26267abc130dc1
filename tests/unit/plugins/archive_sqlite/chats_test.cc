#include "archive_fixture.h"

// Chats, as events tell of them and as messages make them known.
namespace wagate::archive_sqlite {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

std::vector<std::string> jids(const std::vector<Json>& rows) {
  std::vector<std::string> out;
  for (const Json& row : rows) out.push_back(row.at("remoteJid"));
  return out;
}

class Chats : public ArchiveTest {};

TEST_F(Chats, AreShownInTheShapeClientsKnow) {
  open();
  publish_document<ChatsUpsert>(Json::array({{{"remoteJid", kAna}, {"name", "Ana Souza"}, {"unreadMessages", 3}}}));

  Json row = only_chat();

  EXPECT_THAT(row.at("id").get<std::string>(), MatchesRegex("c[0-9a-z]{24}"));
  row.erase("id");
  EXPECT_EQ(row, Json::parse(R"({"remoteJid":"5511970000001@s.whatsapp.net","name":"Ana Souza","pushName":null,
      "profilePicUrl":null,"labels":null,"createdAt":"2026-01-15T14:03:22.518Z","updatedAt":"2026-01-15T14:03:22.518Z",
      "unreadCount":3,"isSaved":false,"lastMessage":null,"instanceId":"0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001"})"));
}

TEST_F(Chats, ComeByLastActivityWithTheirLastMessage) {
  open();
  receive({.id = "A1", .chat = kAna, .at = 100});
  receive({.id = "B1", .chat = kBob, .at = 200});
  receive({.id = "A2", .chat = kAna, .at = 300});
  publish_document<ChatsUpsert>(Json::array({{{"remoteJid", kGroup}}}));

  const auto rows = chats();

  ASSERT_THAT(jids(rows), ElementsAre(kAna, kBob, kGroup));
  EXPECT_EQ(rows[0].at("lastMessage").at("key").at("id"), "A2");
  EXPECT_EQ(rows[0].at("updatedAt"), "1970-01-01T00:05:00.000Z");
  EXPECT_EQ(rows[2].at("lastMessage"), nullptr);
}

TEST_F(Chats, ArePagedAndFound) {
  open();
  receive({.id = "A1", .chat = kAna, .at = 100});
  receive({.id = "B1", .chat = kBob, .at = 200});

  abi::ChatQuery page;
  page.skip = 1;
  page.take = 1;
  EXPECT_THAT(jids(chats(page)), ElementsAre(kAna));
  abi::ChatQuery one;
  one.remote_jid = kBob;
  EXPECT_THAT(jids(chats(one)), ElementsAre(kBob));
  abi::ChatQuery time;
  time.since = 150;
  EXPECT_THAT(jids(chats(time)), ElementsAre(kBob));
  time.since = 0;
  time.until = 150;
  EXPECT_THAT(jids(chats(time)), ElementsAre(kAna));
}

TEST_F(Chats, CountWhatWasReceivedAndNotRead) {
  open();
  receive({.id = "A1", .at = 100});
  receive({.id = "A2", .at = 200});
  receive({.id = "A3", .at = 300});
  receive({.id = "A4", .at = 400, .from_me = true});
  EXPECT_EQ(only_chat().at("unreadCount"), 3);

  change_status("A2", "READ", /*from_me=*/false);
  EXPECT_EQ(only_chat().at("unreadCount"), 1);

  publish_document<ChatsUpsert>(Json::array({{{"remoteJid", kAna}, {"unreadMessages", 0}}}));
  EXPECT_EQ(only_chat().at("unreadCount"), 0);
}

TEST_F(Chats, DoNotCountReceiptsOfTheOtherSideAsRead) {
  open();
  receive({.id = "A1", .at = 100});
  receive({.id = "A2", .at = 200, .from_me = true});

  change_status("A2", "READ", /*from_me=*/true);

  EXPECT_EQ(only_chat().at("unreadCount"), 1);
}

TEST_F(Chats, HaveNoIdWhenOnlyTheirMessagesAreKept) {
  open(R"({"save_chats":false})");

  receive({});

  EXPECT_EQ(only_chat().at("id"), nullptr);
  EXPECT_EQ(only_chat().at("createdAt"), nullptr);
  EXPECT_EQ(only_chat().at("pushName"), "Ana");
}

TEST_F(Chats, AreCalledWhatTheContactIsCalled) {
  open();
  receive({});
  publish_document<ContactsUpsert>({{"remoteJid", kAna}, {"pushName", "Ana Souza"}, {"profilePicUrl", "https://a/b"}});

  EXPECT_EQ(only_chat().at("pushName"), "Ana Souza");
  EXPECT_EQ(only_chat().at("profilePicUrl"), "https://a/b");
  EXPECT_EQ(only_chat().at("isSaved"), true);
}

TEST_F(Chats, TakeANewNameByTheIdOfTheirRow) {
  open();
  publish_document<ChatsSet>(Json::array({{{"remoteJid", kAna}, {"name", "Ana"}}}));

  publish_document<ChatsUpsert>(Json::array({{{"id", only_chat().at("id")}, {"name", "Ana S."}}}));

  EXPECT_EQ(only_chat().at("name"), "Ana S.");
}

TEST_F(Chats, KeepNameAndRowWhenAnEventTellsLess) {
  open();
  publish_document<ChatsUpsert>(Json::array({{{"remoteJid", kAna}, {"name", "Ana"}, {"unreadMessages", 2}}}));
  const Json before = only_chat();
  host_->time().advance(1000);

  publish_document<ChatsUpdate>(Json::array({{{"remoteJid", kAna}}, {{"remoteJid", kBob}}}));

  const Json after = only_chat();  // and none of a chat nobody knew
  EXPECT_EQ(after.at("id"), before.at("id"));
  EXPECT_EQ(after.at("name"), "Ana");
  EXPECT_EQ(after.at("unreadCount"), 2);
  EXPECT_EQ(after.at("updatedAt"), "2026-01-15T14:03:23.518Z");
}

TEST_F(Chats, AreGoneWhenTheyAreDeletedAndWereEmpty) {
  open();
  publish_document<ChatsUpsert>(Json::array({{{"remoteJid", kAna}}}));

  publish_document<ChatsDelete>(Json::array({kAna}));

  EXPECT_THAT(chats(), IsEmpty());
  EXPECT_EQ(counts().chats, 0u);
}

TEST_F(Chats, LoseTheirRowWhenTheyAreDeletedAndKeepTheirMessages) {
  open();
  receive({});

  publish_document<ChatsDelete>(Json::array({kAna, "unknown@s.whatsapp.net"}));

  EXPECT_EQ(only_chat().at("id"), nullptr);
  EXPECT_EQ(counts().messages, 1u);
}

TEST_F(Chats, ActivityGoesBackWhenTheLastMessageGoes) {
  open();
  receive({.id = "A1", .chat = kAna, .at = 100});
  receive({.id = "B1", .chat = kBob, .at = 200});
  receive({.id = "A2", .chat = kAna, .at = 300});
  MessagesDelete event;
  event.chat = kAna;
  event.message_id = "A2";

  publish(event);

  EXPECT_THAT(jids(chats()), ElementsAre(kBob, kAna));
}

}  // namespace
}  // namespace wagate::archive_sqlite
