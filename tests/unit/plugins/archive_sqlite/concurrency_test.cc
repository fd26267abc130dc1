#include <atomic>
#include <thread>

#include "archive_fixture.h"
#include "sqlite/transaction.h"

// Many who publish, many who ask, and somebody who stops the unit.
namespace wagate::archive_sqlite {
namespace {

using abi::StatusCode;

TEST_F(ArchiveTest, KeepsTheOrderOfEachInstanceWhileManyPublish) {
  open();
  constexpr int kEach = 500;
  std::thread other([this] {
    for (int i = 0; i < kEach; ++i) receive({.id = "M" + std::to_string(i), .at = 1000}, kOther);
  });
  for (int i = 0; i < kEach; ++i) receive({.id = "M" + std::to_string(i), .at = 1000});
  other.join();

  for (const char* instance : {kShopId, kOtherId}) {
    abi::MessageQuery query;
    query.instance_id = instance;
    query.take = kEach;
    const auto found = ids(query);
    ASSERT_EQ(found.size(), static_cast<std::size_t>(kEach));
    for (int i = 0; i < kEach; ++i) ASSERT_EQ(found[static_cast<std::size_t>(kEach - 1 - i)], "M" + std::to_string(i));
  }
}

TEST_F(ArchiveTest, AnswersWhileItWrites) {
  open();
  std::atomic<bool> done = false;
  std::atomic<int> answers = 0;
  std::vector<std::thread> askers;
  for (int t = 0; t < 3; ++t)
    askers.emplace_back([&] {
      std::uint64_t last = 0;
      do {
        Rows rows;
        abi::ErrorOut error;
        abi::MessageQuery query;
        query.instance_id = kShopId;
        std::uint64_t total = 0;
        EXPECT_EQ(unit_->messages(query, &total, rows, error), StatusCode::ok) << error.view();
        EXPECT_GE(total, last);
        EXPECT_EQ(rows.rows.size(), std::min<std::uint64_t>(total, 50));
        last = total;
        ++answers;
      } while (!done);
    });

  for (int i = 0; i < 1000; ++i) receive({.id = "M" + std::to_string(i)});
  flush();
  done = true;
  for (auto& asker : askers) asker.join();

  EXPECT_EQ(counts().messages, 1000u);
  EXPECT_GE(answers, 3);
}

TEST_F(ArchiveTest, StopsWhileItIsAskedAndFlushed) {
  open();
  std::atomic<bool> stopped = false;
  std::vector<std::thread> askers;
  for (int t = 0; t < 3; ++t)
    askers.emplace_back([&] {
      while (!stopped) {
        abi::ErrorOut error;
        abi::ArchiveCounts out;
        const StatusCode counted = unit_->counts(kShopId, &out, error);
        EXPECT_TRUE(counted == StatusCode::ok || counted == StatusCode::unavailable) << error.view();
        const StatusCode flushed = unit_->flush(error);
        EXPECT_TRUE(flushed == StatusCode::ok || flushed == StatusCode::unavailable) << error.view();
      }
    });
  for (int i = 0; i < 200; ++i) receive({.id = "M" + std::to_string(i)});

  unit_->stop();
  stopped = true;
  for (auto& asker : askers) asker.join();

  EXPECT_EQ(number("SELECT count(*) FROM message"), 200);
}

// A second program holds the file, so that the writer stands still while events come.
TEST_F(ArchiveTest, DropsAndCountsWhatDoesNotFitIntoTheQueue) {
  open(R"({"queue_max_events":10})");
  const sqlite::Options options = archive_options(host_->state_dir() + "/archive.db");
  sqlite::Connection other(options);
  {
    sqlite::Transaction lock(other);
    for (int i = 0; i < 300; ++i) receive({.id = "M" + std::to_string(i)});
  }

  const std::uint64_t kept = counts().messages;
  const std::uint64_t dropped = host_->metrics().value("dropped_total{reason=queue_full}");
  EXPECT_GT(dropped, 0u);
  EXPECT_EQ(kept + dropped, 300u);
  std::size_t told = 0;
  for (const auto& line : host_->log().lines()) told += line.level == abi::LogLevel::warn;
  EXPECT_EQ(told, 1u);
}

}  // namespace
}  // namespace wagate::archive_sqlite
