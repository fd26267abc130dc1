#include "archive_fixture.h"
#include "sweeper.h"

// What goes: deleted messages, removed instances, and what retention does not keep.
namespace wagate::archive_sqlite {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Removal : public ArchiveTest {
 protected:
  void delete_message(const char* id = "3EB0C0FFEE0011223344") {
    MessagesDelete event;
    event.chat = kAna;
    event.message_id = id;
    publish(event);
  }
  void revoke(const char* id = "3EB0C0FFEE0011223344") {
    MessagesEdited event;
    event.chat = kAna;
    event.message_id = id;
    event.edit_type = "REVOKE";
    publish(event);
  }
  void receive_many(int count, std::int64_t first_at, abi::InstanceKey instance = kShop) {
    Json chunk = Json::array();
    for (int i = 0; i < count; ++i)
      chunk.push_back(Said{.id = "M" + std::to_string(i), .at = first_at + i}.record());
    publish_document<MessagesSet>(chunk, instance);
  }
};

TEST_F(Removal, OfAMessageTakesItsStatusWithIt) {
  open();
  receive({.from_me = true});
  change_status("3EB0C0FFEE0011223344", "READ");

  delete_message();

  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_THAT(updates(), IsEmpty());
  EXPECT_EQ(number("SELECT count(*) FROM message_update"), 0);
}

TEST_F(Removal, OfAMessageMarksItWhereDeletedOnesAreKept) {
  open(R"({"keep_deleted":true})");
  receive({});

  revoke();
  delete_message();

  const Json row = only_message();
  EXPECT_EQ(row.at("key").at("deleted"), true);
  EXPECT_EQ(row.at("message").at("conversation"), "Good morning");
  EXPECT_EQ(row.at("MessageUpdate"), Json::parse(R"([{"status":"DELETED"}])"));
}

TEST_F(Removal, OfAMessageFollowsARevokeAlone) {
  open();
  receive({});

  revoke();

  EXPECT_THAT(messages(), IsEmpty());
}

TEST_F(Removal, OfAnUnknownMessageDoesNothing) {
  open();
  receive({});

  delete_message("unknown");

  EXPECT_EQ(counts().messages, 1u);
}

TEST_F(Removal, OfAnInstanceHidesItAtOnceAndEmptiesItInTheBackground) {
  open();
  receive_many(1200, 1000);
  receive({.id = "kept"}, kOther);
  publish_document<ContactsUpsert>({{"remoteJid", kAna}});
  publish_document<LabelsEdit>({{"id", "7"}, {"name", "VIP"}});
  flush();

  publish(RemoveInstance{});

  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_THAT(contacts(), IsEmpty());
  EXPECT_THAT(labels(), IsEmpty());
  EXPECT_EQ(counts().messages, 0u);
  EXPECT_TRUE(comes_to("SELECT count(*) FROM instance", 1));
  EXPECT_EQ(number("SELECT count(*) FROM message"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM chat"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM contact") + number("SELECT count(*) FROM label"), 0);
  EXPECT_EQ(counts(kOtherId).messages, 1u);
}

TEST_F(Removal, OfAnInstanceIsAnnouncedTwiceAndDoneOnce) {
  open();
  receive({});

  publish(InstanceDelete{});
  publish(RemoveInstance{});

  EXPECT_TRUE(comes_to("SELECT count(*) FROM instance", 0));
}

TEST_F(Removal, OfAnInstanceGoesOnAfterARestart) {
  open();
  receive({});
  flush();
  unit_->stop();
  {
    const sqlite::Options options = archive_options(host_->state_dir() + "/archive.db");
    sqlite::Connection(options).execute("UPDATE instance SET gone=1");
  }

  unit_->start();

  EXPECT_TRUE(comes_to("SELECT count(*) FROM message", 0));
}

TEST_F(Removal, OfOldMessagesKeepsWhatIsYoungEnough) {
  open(R"({"max_age_days":2})");
  const std::int64_t now = host_->time().unix_ms() / 1000;
  receive({.id = "old", .at = now - 3 * 86400});
  receive({.id = "young", .at = now - 86400});
  ASSERT_EQ(counts().chats, 1u);

  host_->time().advance(61'000);

  EXPECT_TRUE(comes_to("SELECT count(*) FROM message", 1));
  EXPECT_THAT(ids(), ElementsAre("young"));
}

TEST_F(Removal, OfSurplusMessagesTakesTheOldestOfEachInstance) {
  open(R"({"max_messages_per_instance":10})");
  receive_many(1300, 1000);
  receive_many(5, 1000, kOther);
  flush();

  host_->time().advance(61'000);

  EXPECT_TRUE(comes_to("SELECT count(*) FROM message", 15));
  EXPECT_EQ(ids().back(), "M1290");
  EXPECT_EQ(counts(kOtherId).messages, 5u);
}

TEST_F(Removal, IsDoneInSmallSteps) {
  open();
  receive_many(1200, 1000);
  flush();
  unit_->stop();
  const sqlite::Options options = archive_options(host_->state_dir() + "/archive.db");
  sqlite::Connection database(options);
  Sweeper sweeper(database, {.max_age_days = 1});

  std::vector<std::size_t> steps;
  while (const std::size_t removed = sweeper.step(host_->time().unix_ms())) steps.push_back(removed);

  EXPECT_THAT(steps, ElementsAre(500, 500, 200));
}

TEST_F(Removal, CountsWhatItRemoved) {
  open(R"({"max_messages_per_instance":1})");
  receive_many(3, 1000);
  flush();

  host_->time().advance(61'000);

  ASSERT_TRUE(comes_to("SELECT count(*) FROM message", 1));
  unit_->stop();
  EXPECT_EQ(host_->metrics().value("rows_removed_total"), 2u);
  EXPECT_EQ(host_->metrics().value("rows_written_total"), 3u);
}

}  // namespace
}  // namespace wagate::archive_sqlite
