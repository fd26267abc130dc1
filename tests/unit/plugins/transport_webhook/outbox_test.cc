#include "outbox.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <fstream>

#include "support.h"

namespace wagate::transport_webhook {
namespace {

class OutboxTest : public ::testing::Test {
 protected:
  std::string path() const { return host_.state_dir() + "/outbox.db"; }
  static Row put(Outbox& outbox, Row row) {
    outbox.write([&] { outbox.append(row); });
    return row;
  }
  static Outbox::DeadQuery everything() {
    Outbox::DeadQuery query;
    query.with_global = true;
    query.with_bodies = true;
    return query;
  }
  void run_sql(const char* sql) {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(handle);
  }
  std::string refusal() {
    try {
      Outbox outbox(path());
    } catch (const sqlite::Error& failure) {
      return failure.what();
    }
    return "it was opened";
  }

  FakeHost host_;
};

TEST_F(OutboxTest, KeepsRowsInOrderAndByLane) {
  Outbox outbox(path());
  put(outbox, event("1"));
  put(outbox, event("x", kOther));
  const Row second = put(outbox, event("2"));
  put(outbox, event("3"));

  const auto rows = outbox.load({Kind::instance, kShop}, 0, 10, 1 << 20);

  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].body, event("1").body);
  EXPECT_EQ(rows[1].id, second.id);
  EXPECT_EQ(rows[1].delivery, second.id);
  EXPECT_EQ(outbox.load({Kind::instance, kShop}, second.id, 10, 1 << 20).size(), 1u);
  EXPECT_EQ(outbox.load({Kind::instance, kShop}, 0, 10, 1).size(), 1u);
  EXPECT_EQ(outbox.totals().size(), 2u);
}

TEST_F(OutboxTest, IsReadableForItsOwnerOnly) {
  Outbox outbox(path());
  put(outbox, event("1"));

  for (const char* end : {"", "-wal", "-shm"}) {
    struct stat facts {};
    ASSERT_EQ(::stat((path() + end).c_str(), &facts), 0) << end;
    EXPECT_EQ(facts.st_mode & 0777, 0600u) << end;
  }
}

TEST_F(OutboxTest, NeverGivesANumberTwice) {
  std::int64_t last = 0;
  {
    Outbox outbox(path());
    const Row row = put(outbox, event("1"));
    last = row.delivery;
    outbox.write([&] { outbox.remove(row.id); });
  }
  Outbox outbox(path());
  EXPECT_GT(put(outbox, event("2")).delivery, last);
}

TEST_F(OutboxTest, WritesAllOrNothing) {
  Outbox outbox(path());

  EXPECT_THROW(outbox.write([&] {
    Row row = event("1");
    outbox.append(row);
    throw std::runtime_error("in the middle");
  }), std::runtime_error);

  EXPECT_TRUE(outbox.totals().empty());
}

TEST_F(OutboxTest, BuriesAndRevivesWithTheSameDelivery) {
  Outbox outbox(path());
  const Row row = put(outbox, event("1"));
  outbox.write([&] { outbox.bury(row.id, {1000, 3, 503, "the receiver answered with status 503"}); });

  const auto letters = outbox.dead_letters(everything());
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(letters[0].row.delivery, row.delivery);
  EXPECT_EQ(letters[0].row.body, row.body);
  EXPECT_EQ(letters[0].death.status, 503);
  EXPECT_TRUE(outbox.totals().empty());

  std::uint64_t revived = 0;
  outbox.write([&] { revived = outbox.revive(everything()); });
  EXPECT_EQ(revived, 1u);
  const auto rows = outbox.load(row.lane, 0, 10, 1 << 20);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_GT(rows[0].id, row.id);
  EXPECT_EQ(rows[0].delivery, row.delivery);
  EXPECT_EQ(rows[0].attempts, 0);
}

TEST_F(OutboxTest, ShowsAnInstanceItsOwnDeadLettersOnly) {
  Outbox outbox(path());
  for (Row row : {event("mine"), event("global", kShop, Kind::global), event("theirs", kOther)}) {
    row = put(outbox, row);
    outbox.write([&] { outbox.bury(row.id, {1, 1, 0, "x"}); });
  }
  Outbox::DeadQuery mine;
  mine.instance = kShop;
  mine.with_bodies = true;

  auto letters = outbox.dead_letters(mine);
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(letters[0].row.body, event("mine").body);
  mine.with_global = true;
  EXPECT_EQ(outbox.dead_total(mine).rows, 2u);
  EXPECT_EQ(outbox.dead_total(everything()).rows, 3u);

  Outbox::DeadQuery except = everything();
  except.except = {kShop};
  EXPECT_EQ(outbox.dead_total(except).rows, 2u);  // of the global webhook it is still meant
}

TEST_F(OutboxTest, TrimsDeadLettersByAgeNumberAndSize) {
  Outbox outbox(path());
  for (int i = 1; i <= 5; ++i) {
    const Row row = put(outbox, event(std::to_string(i)));
    outbox.write([&] { outbox.bury(row.id, {i * 100, 1, 0, "x"}); });
  }
  const std::uint64_t size = event("1").body.size();

  const auto trim = [&](std::uint64_t rows, std::uint64_t bytes, std::int64_t before) {
    outbox.write([&] { outbox.trim_dead(rows, bytes, before); });
    std::vector<std::string> left;
    for (const DeadLetter& letter : outbox.dead_letters(everything())) left.push_back(letter.row.body);
    return left;
  };
  EXPECT_EQ(trim(100, 1 << 20, 200).size(), 4u);
  EXPECT_EQ(trim(3, 1 << 20, 0).size(), 3u);
  EXPECT_EQ(trim(3, 2 * size, 0), (std::vector{event("5").body, event("4").body}));
  EXPECT_TRUE(trim(0, 1 << 20, 0).empty());
}

TEST_F(OutboxTest, RefusesAFileOfANewerGatewayAndOfAnotherProgram) {
  { Outbox outbox(path()); }
  run_sql("PRAGMA user_version=99");
  EXPECT_NE(refusal().find("newer gateway"), std::string::npos) << refusal();

  std::filesystem::remove(path());
  run_sql("CREATE TABLE somebody(else_s INTEGER)");
  EXPECT_NE(refusal().find("another program"), std::string::npos) << refusal();

  std::ofstream(path(), std::ios::trunc) << std::string(4096, 'x');
  EXPECT_NE(refusal().find("not a database"), std::string::npos) << refusal();
}

}  // namespace
}  // namespace wagate::transport_webhook
