#include "job_queue.h"

#include <gtest/gtest.h>

#include <future>
#include <string>

namespace wagate::archive_sqlite {
namespace {

// Long enough that only a hang reaches it; no test waits this long to pass.
constexpr std::chrono::milliseconds kFarAway{30'000};

Job job(std::string id, Job::Kind kind = Job::Kind::message) {
  Job out;
  out.kind = kind;
  out.message_id = std::move(id);
  return out;
}

TEST(JobQueue, GivesOutWhatCameInOrder) {
  JobQueue queue({});
  ASSERT_TRUE(queue.push(job("1")));
  ASSERT_TRUE(queue.push(job("2")));
  ASSERT_TRUE(queue.push(job("3")));

  const auto first = queue.take(2, kFarAway);

  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].message_id, "1");
  EXPECT_EQ(first[1].message_id, "2");
  queue.close();
  EXPECT_EQ(queue.take(2, kFarAway).size(), 1u);
  EXPECT_TRUE(queue.take(2, kFarAway).empty());
}

TEST(JobQueue, RefusesBeyondItsNumber) {
  JobQueue queue({.jobs = 2});
  EXPECT_TRUE(queue.push(job("1")));
  EXPECT_TRUE(queue.push(job("2")));
  EXPECT_FALSE(queue.push(job("3")));

  queue.close();
  queue.take(1, kFarAway);

  EXPECT_EQ(queue.take(9, kFarAway).size(), 1u);
}

TEST(JobQueue, RefusesBeyondItsBytesUntilSomeAreTaken) {
  JobQueue queue({.bytes = 3000});
  Job large = job("1");
  large.document.json = std::string(2000, 'x');
  Job second = large;
  Job third = large;
  EXPECT_TRUE(queue.push(std::move(large)));
  EXPECT_GT(queue.bytes(), 2000u);
  EXPECT_FALSE(queue.push(std::move(second)));

  queue.take(1, kFarAway);

  EXPECT_EQ(queue.bytes(), 0u);
  EXPECT_TRUE(queue.push(std::move(third)));
}

TEST(JobQueue, RefusesWhatAloneIsTooLarge) {
  JobQueue queue({.bytes = 1000});
  Job large = job("1");
  large.document.attachments.push_back(std::string(2000, 'x'));
  EXPECT_FALSE(queue.push(std::move(large)));
}

TEST(JobQueue, TakesTheEndOfAnInstanceThoughItIsFull) {
  JobQueue queue({.jobs = 1});
  ASSERT_TRUE(queue.push(job("1")));
  EXPECT_TRUE(queue.push(job("2", Job::Kind::instance_gone)));
}

TEST(JobQueue, RefusesEverythingOnceItIsClosed) {
  JobQueue queue({});
  queue.close();
  EXPECT_FALSE(queue.push(job("1", Job::Kind::instance_gone)));
}

TEST(JobQueue, FlushWaitsForWhatWasPushedBefore) {
  JobQueue queue({});
  ASSERT_TRUE(queue.push(job("1")));
  auto flushed = std::async(std::launch::async, [&] { return queue.flush(); });

  const auto batch = queue.take(9, kFarAway);
  EXPECT_EQ(flushed.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  queue.finished(batch.size());

  EXPECT_TRUE(flushed.get());
}

TEST(JobQueue, FlushOfAnEmptyQueueReturnsAtOnce) {
  JobQueue queue({});
  EXPECT_TRUE(queue.flush());
}

TEST(JobQueue, FlushEndsWithTheWriter) {
  JobQueue queue({});
  ASSERT_TRUE(queue.push(job("1")));
  auto flushed = std::async(std::launch::async, [&] { return queue.flush(); });

  queue.end();

  EXPECT_FALSE(flushed.get());
}

}  // namespace
}  // namespace wagate::archive_sqlite
