#include "archive_fixture.h"

// Contacts and labels.
namespace wagate::archive_sqlite {
namespace {

using ::testing::IsEmpty;
using ::testing::MatchesRegex;

class People : public ArchiveTest {
 protected:
  void attach(const char* action, const char* chat = kAna, const char* label = "7") {
    LabelsAssociation event;
    event.chat = chat;
    event.label_id = label;
    event.action = action;
    publish(event);
  }
};

TEST_F(People, AreShownInTheShapeClientsKnow) {
  open();
  publish_document<ContactsUpsert>(
      Json::array({{{"remoteJid", kAna}, {"pushName", "Ana"}, {"profilePicUrl", nullptr}}}));

  const auto rows = contacts();

  ASSERT_EQ(rows.size(), 1u);
  Json row = rows[0];
  EXPECT_THAT(row.at("id").get<std::string>(), MatchesRegex("c[0-9a-z]{24}"));
  row.erase("id");
  EXPECT_EQ(row, Json::parse(R"({"remoteJid":"5511970000001@s.whatsapp.net","pushName":"Ana","profilePicUrl":null,
      "createdAt":"2026-01-15T14:03:22.518Z","updatedAt":"2026-01-15T14:03:22.518Z",
      "instanceId":"0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001"})"));
}

TEST_F(People, KeepWhatAnUpdateDoesNotTell) {
  open();
  publish_document<ContactsSet>(
      Json::array({{{"remoteJid", kAna}, {"pushName", "Ana"}, {"profilePicUrl", "https://a/b"}}}));
  const std::string row_id = contacts().at(0).at("id");

  publish_document<ContactsUpdate>({{"remoteJid", kAna}, {"pushName", ""}, {"profilePicUrl", nullptr}});

  const auto rows = contacts();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].at("id"), row_id);
  EXPECT_EQ(rows[0].at("pushName"), "Ana");
  EXPECT_EQ(rows[0].at("profilePicUrl"), "https://a/b");
}

TEST_F(People, AreFoundByRowAddressAndName) {
  open();
  publish_document<ContactsUpsert>(Json::array(
      {{{"remoteJid", kAna}, {"pushName", "Ana"}}, {{"remoteJid", kBob}, {"pushName", "Bob"}}, {{"pushName", "?"}}}));
  ASSERT_EQ(contacts().size(), 2u);

  abi::ContactQuery jid;
  jid.remote_jid = kBob;
  ASSERT_EQ(contacts(jid).size(), 1u);
  const std::string row_id = contacts(jid)[0].at("id");
  abi::ContactQuery row;
  row.row_id = row_id;
  EXPECT_EQ(contacts(row).at(0).at("pushName"), "Bob");
  abi::ContactQuery name;
  name.push_name = "Ana";
  EXPECT_EQ(contacts(name).at(0).at("remoteJid"), kAna);
  abi::ContactQuery page;
  page.skip = 1;
  page.take = 5;
  EXPECT_EQ(contacts(page).at(0).at("remoteJid"), kBob);
  EXPECT_EQ(counts().contacts, 2u);
}

TEST_F(People, OfAnotherInstanceAreNotShown) {
  open();

  publish_document<ContactsUpsert>({{"remoteJid", kAna}}, kOther);

  EXPECT_THAT(contacts(), IsEmpty());
}

TEST_F(People, LabelsComeById) {
  open();
  publish_document<LabelsEdit>({{"id", "10"}, {"name", "Late"}, {"color", 4}, {"deleted", false}});
  publish_document<LabelsEdit>({{"id", "7"}, {"name", "New"}, {"color", 3}, {"predefinedId", "2"}});
  publish_document<LabelsEdit>({{"id", "7"}, {"name", "VIP"}, {"color", 3}, {"predefinedId", "2"}});

  const auto rows = labels();

  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0], Json::parse(R"({"id":"7","name":"VIP","color":3,"predefinedId":"2"})"));
  EXPECT_EQ(rows[1], Json::parse(R"({"id":"10","name":"Late","color":4,"predefinedId":null})"));
}

TEST_F(People, LabelsAreOnTheirChatsUntilTheyAreTakenOff) {
  open();
  attach("add", kAna, "7");
  attach("add", kAna, "9");
  attach("add", kAna, "9");
  EXPECT_EQ(chats().at(0).at("labels"), Json::parse(R"(["7","9"])"));

  attach("remove", kAna, "7");

  EXPECT_EQ(chats().at(0).at("labels"), Json::parse(R"(["9"])"));
}

TEST_F(People, LabelsThatAreDeletedLeaveTheirChats) {
  open();
  publish_document<LabelsEdit>({{"id", "7"}, {"name", "VIP"}, {"color", 3}});
  attach("add");

  publish_document<LabelsEdit>({{"id", "7"}, {"name", "VIP"}, {"deleted", true}});

  EXPECT_THAT(labels(), IsEmpty());
  EXPECT_EQ(chats().at(0).at("labels"), nullptr);
}

}  // namespace
}  // namespace wagate::archive_sqlite
