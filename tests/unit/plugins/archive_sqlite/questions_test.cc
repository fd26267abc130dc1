#include "archive_fixture.h"
#include "reader.h"

// Which rows a question gets, in which order, and at what cost.
namespace wagate::archive_sqlite {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Questions : public ArchiveTest {
 protected:
  Questions() {
    open();
    receive({.id = "A1", .chat = kAna, .at = 100, .source = "ios"});
    receive({.id = "A2", .chat = kAna, .at = 200, .from_me = true, .source = "web"});
    receive({.id = "A3", .chat = kAna, .at = 300, .type = "imageMessage", .source = "android"});
    receive({.id = "G1", .chat = kGroup, .at = 150, .participant = kBob});
    receive({.id = "G2", .chat = kGroup, .at = 250, .participant = kAna});
    receive({.id = "A1", .chat = kAna, .at = 400}, kOther);
  }
};

TEST_F(Questions, WithoutFiltersGetTheInstanceNewestFirst) {
  EXPECT_THAT(ids(), ElementsAre("A3", "G2", "A2", "G1", "A1"));
}

TEST_F(Questions, AboutAChatGetItNewestFirst) {
  abi::MessageQuery query;
  query.remote_jid = kAna;
  EXPECT_THAT(ids(query), ElementsAre("A3", "A2", "A1"));
}

TEST_F(Questions, OfOneSecondGetTheLastWrittenFirst) {
  receive({.id = "A4", .at = 300});
  EXPECT_EQ(ids().front(), "A4");
}

TEST_F(Questions, AboutAnUnknownChatGetNothing) {
  abi::MessageQuery query;
  query.remote_jid = "unknown@s.whatsapp.net";
  std::uint64_t total = 9;
  EXPECT_THAT(messages(query, &total), IsEmpty());
  EXPECT_EQ(total, 0u);
}

TEST_F(Questions, AboutAnUnknownInstanceGetNothing) {
  abi::MessageQuery query;
  query.instance_id = "nobody";
  EXPECT_THAT(messages(query), IsEmpty());
}

TEST_F(Questions, AboutOneMessageGetIt) {
  abi::MessageQuery query;
  query.message_id = "A1";
  const auto rows = messages(query);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].at("messageTimestamp"), 100);

  const std::string row_id = rows[0].at("id");
  abi::MessageQuery by_row;
  by_row.row_id = row_id;
  EXPECT_THAT(ids(by_row), ElementsAre("A1"));
}

TEST_F(Questions, AboutARowOfAnotherInstanceGetNothing) {
  abi::MessageQuery other;
  other.instance_id = kOtherId;
  const std::string row_id = messages(other).at(0).at("id");
  abi::MessageQuery query;
  query.row_id = row_id;
  EXPECT_THAT(ids(query), IsEmpty());
}

TEST_F(Questions, AboutASideGetItsMessages) {
  abi::MessageQuery query;
  query.from_me = 1;
  EXPECT_THAT(ids(query), ElementsAre("A2"));
  query.from_me = 0;
  EXPECT_THAT(ids(query), ElementsAre("A3", "G2", "G1", "A1"));
}

TEST_F(Questions, AboutAParticipantATypeOrASourceGetWhatFits) {
  abi::MessageQuery participant;
  participant.participant = kBob;
  EXPECT_THAT(ids(participant), ElementsAre("G1"));
  abi::MessageQuery type;
  type.message_type = "imageMessage";
  EXPECT_THAT(ids(type), ElementsAre("A3"));
  abi::MessageQuery source;
  source.source = "web";
  source.remote_jid = kAna;
  EXPECT_THAT(ids(source), ElementsAre("A2"));
}

TEST_F(Questions, AboutATimeIncludeItsBounds) {
  abi::MessageQuery query;
  query.since = 150;
  query.until = 250;
  EXPECT_THAT(ids(query), ElementsAre("G2", "A2", "G1"));
  query.since = 0;
  EXPECT_THAT(ids(query), ElementsAre("G2", "A2", "G1", "A1"));
}

TEST_F(Questions, ByPageAreToldHowManyFit) {
  abi::MessageQuery query;
  query.skip = 1;
  query.take = 2;
  std::uint64_t total = 0;
  const auto rows = messages(query, &total);
  EXPECT_EQ(total, 5u);
  EXPECT_EQ(rows.size(), 2u);
  EXPECT_THAT(ids(query), ElementsAre("G2", "A2"));

  query.from_me = 0;
  messages(query, &total);
  EXPECT_EQ(total, 4u);
  query.skip = ~std::uint64_t{0};
  EXPECT_THAT(ids(query), IsEmpty());
}

TEST_F(Questions, EndWhenTheAskerHasSeenEnough) {
  abi::MessageQuery query;
  query.instance_id = kShopId;
  flush();
  Rows rows;
  rows.limit = 2;
  abi::ErrorOut error;
  EXPECT_EQ(unit_->messages(query, nullptr, rows, error), abi::StatusCode::ok);
  EXPECT_EQ(rows.rows.size(), 2u);
}

TEST_F(Questions, MayBeAskedWhileAnotherIsAnswered) {
  struct Nested final : abi::ArchiveVisitor {
    explicit Nested(abi::Archive& asked) : archive(asked) {}
    bool visit(abi::StringRef) noexcept override {
      abi::ArchiveCounts inner;
      abi::ErrorOut error;
      if (archive.counts(kShopId, &inner, error) == abi::StatusCode::ok) sum += inner.messages;
      return true;
    }
    abi::Archive& archive;
    std::uint64_t sum = 0;
  } nested(*unit_);
  flush();

  abi::MessageQuery query;
  query.instance_id = kShopId;
  abi::ErrorOut error;
  unit_->messages(query, nullptr, nested, error);

  EXPECT_EQ(nested.sum, 25u);
}

TEST_F(Questions, TextOfAClientNeverBecomesPartOfTheStatement) {
  abi::MessageQuery query;
  query.message_type = "x' OR '1'='1";
  query.remote_jid = "x'; DROP TABLE message; --";
  EXPECT_THAT(ids(query), IsEmpty());
  EXPECT_EQ(ids().size(), 5u);
}

TEST_F(Questions, AboutStatusGetOneMessageOrOneChat) {
  for (const char* id : {"A1", "A2", "A3"}) change_status(id, "READ");
  change_status("A1", "PLAYED");

  EXPECT_EQ(updates().size(), 4u);
  abi::MessageQuery query;
  query.message_id = "A1";
  ASSERT_EQ(updates(query).size(), 2u);
  EXPECT_EQ(updates(query)[1].at("status"), "PLAYED");
  query.remote_jid = kGroup;
  EXPECT_THAT(updates(query), IsEmpty());
  abi::MessageQuery chat;
  chat.remote_jid = kAna;
  chat.skip = 1;
  chat.take = 2;
  EXPECT_EQ(updates(chat).size(), 2u);
}

// A question that walks through a table, or sorts what it found, gets slower with every message.
TEST_F(Questions, UseAnIndexAndNeverSortWhateverTheyFilter) {
  flush();
  const sqlite::Options options = archive_options(host_->state_dir() + "/archive.db");
  Reader reader(options);
  for (int filters = 0; filters < 256; ++filters) {
    abi::MessageQuery query;
    query.instance_id = kShopId;
    if (filters & 1) query.remote_jid = kAna;
    if (filters & 2) query.from_me = 1;
    if (filters & 4) query.participant = kBob;
    if (filters & 8) query.message_type = "imageMessage";
    if (filters & 16) query.since = 100;
    if (filters & 32) query.until = 200;
    if (filters & 64) query.message_id = "A1";
    if (filters & 128) query.row_id = "c0";

    const std::string plan = reader.plan_of_messages(query);

    EXPECT_THAT(plan, HasSubstr("SEARCH m USING INDEX")) << filters;
    EXPECT_THAT(plan, Not(HasSubstr("SCAN"))) << filters;
    const bool names_one = (filters & (64 | 128)) != 0;
    if (!names_one) {
      EXPECT_THAT(plan, Not(HasSubstr("TEMP B-TREE"))) << filters;
    }
  }
}

}  // namespace
}  // namespace wagate::archive_sqlite
