#include "sqlite_store.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <thread>

#include "store_fixture.h"

namespace wagate::store_sqlite {
namespace {

using abi::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class SqliteStoreTest : public StoreTest {
 protected:
  SqliteStoreTest() { store_.open(options()); }

  std::vector<std::pair<std::string, std::string>> scan(std::string_view prefix) {
    Seen seen;
    EXPECT_EQ(store_.scan("space", prefix, seen, error_), StatusCode::ok) << error_.view();
    return seen.entries;
  }

  SqliteStore store_;
  abi::ErrorOut error_;
};

TEST_F(SqliteStoreTest, GivesBackWhatWasPutByteForByte) {
  const std::string bytes("a\0\xff\n", 4);

  ASSERT_EQ(put(store_, "key", bytes), StatusCode::ok);

  EXPECT_EQ(value_of(store_, "key"), bytes);
}

TEST_F(SqliteStoreTest, KeepsAnEmptyValueApartFromAMissingOne) {
  ASSERT_EQ(put(store_, "empty", ""), StatusCode::ok);

  EXPECT_EQ(value_of(store_, "empty"), "");
  EXPECT_EQ(value_of(store_, "missing"), "(none)");
}

TEST_F(SqliteStoreTest, KeepsSpacesApart) {
  ASSERT_EQ(put(store_, "key", "other", abi::kAnyVersion, "other space"), StatusCode::ok);

  EXPECT_EQ(value_of(store_, "key"), "(none)");
}

TEST_F(SqliteStoreTest, CreatesAnEntryOnlyOnceWhenItMustNotExist) {
  ASSERT_EQ(put(store_, "key", "first", abi::kMustNotExist), StatusCode::ok);

  EXPECT_EQ(put(store_, "key", "second", abi::kMustNotExist), StatusCode::failed_precondition);
  EXPECT_EQ(value_of(store_, "key"), "first");
}

TEST_F(SqliteStoreTest, ReplacesOnlyTheVersionThatWasRead) {
  put(store_, "key", "one");
  const std::uint64_t read = version_of(store_, "key");
  ASSERT_EQ(put(store_, "key", "two", read), StatusCode::ok);

  EXPECT_EQ(store_.put("space", "key", "late", read, error_), StatusCode::failed_precondition);

  EXPECT_EQ(value_of(store_, "key"), "two");
  EXPECT_THAT(error_.view(), HasSubstr("changed or removed since it was read"));
}

TEST_F(SqliteStoreTest, NeverGivesAVersionTwiceEvenAfterARemoval) {
  put(store_, "key", "one");
  const std::uint64_t read = version_of(store_, "key");
  store_.remove("space", "key", error_);
  put(store_, "key", "another", abi::kMustNotExist);

  EXPECT_EQ(put(store_, "key", "late", read), StatusCode::failed_precondition);
  EXPECT_EQ(value_of(store_, "key"), "another");
}

TEST_F(SqliteStoreTest, RefusesToReplaceAnEntryThatIsGone) {
  EXPECT_EQ(put(store_, "key", "value", 7), StatusCode::failed_precondition);
  EXPECT_EQ(value_of(store_, "key"), "(none)");
}

TEST_F(SqliteStoreTest, RemovesWhatIsNotThere) {
  EXPECT_EQ(store_.remove("space", "nothing", error_), StatusCode::ok);
}

TEST_F(SqliteStoreTest, SaysWhichSpaceHasNoSuchEntryButNotItsKey) {
  Seen seen;

  EXPECT_EQ(store_.get("space", "5511970000001", seen, error_), StatusCode::not_found);

  EXPECT_EQ(error_.view(), "the space \"space\" has no such entry");
  EXPECT_THAT(seen.entries, IsEmpty());
}

TEST_F(SqliteStoreTest, ScansAPrefixInByteOrder) {
  for (const char* key : {"b", "a/2", "a/10", "a", "a/\xc3\xa9", "a0", "A/1"}) put(store_, key, "");

  EXPECT_THAT(scan("a/"), ElementsAre(Pair("a/10", ""), Pair("a/2", ""), Pair("a/\xc3\xa9", "")));
}

TEST_F(SqliteStoreTest, ScansEverythingWithAnEmptyPrefix) {
  for (const char* key : {"b", "a"}) put(store_, key, key);

  EXPECT_THAT(scan(""), ElementsAre(Pair("a", "a"), Pair("b", "b")));
}

TEST_F(SqliteStoreTest, TakesWildcardsInAPrefixLiterally) {
  for (const char* key : {"a%b", "axb", "a_b"}) put(store_, key, "");

  EXPECT_THAT(scan("a%"), ElementsAre(Pair("a%b", "")));
}

TEST_F(SqliteStoreTest, ScansAPrefixThatEndsWithTheHighestByte) {
  put(store_, "a\xff", "in");
  put(store_, "a\xff\xff", "in too");
  put(store_, "b", "out");

  EXPECT_THAT(scan("a\xff"), ElementsAre(Pair("a\xff", "in"), Pair("a\xff\xff", "in too")));
}

TEST_F(SqliteStoreTest, ScansMoreThanOnePageWithoutGapOrRepeat) {
  std::vector<std::string> expected;
  for (int i = 1000; i < 1700; ++i) {
    expected.push_back(std::to_string(i));
    put(store_, expected.back(), "");
  }

  std::vector<std::string> seen;
  for (auto& [key, value] : scan("")) seen.push_back(key);

  EXPECT_EQ(seen, expected);
}

TEST_F(SqliteStoreTest, EndsTheScanWhenTheVisitorHasEnough) {
  for (const char* key : {"a", "b", "c"}) put(store_, key, "");
  Seen seen;
  seen.limit = 2;

  store_.scan("space", "", seen, error_);

  EXPECT_THAT(seen.entries, ElementsAre(Pair("a", ""), Pair("b", "")));
}

TEST_F(SqliteStoreTest, LetsAVisitorCallTheStore) {
  struct Mover final : abi::StoreVisitor {
    explicit Mover(abi::Store& target) : store(target) {}
    bool visit(abi::StringRef key, abi::StringRef value, std::uint64_t) noexcept override {
      abi::ErrorOut error;
      store.put("moved", key, value, abi::kAnyVersion, error);
      store.remove("space", key, error);
      return true;
    }
    abi::Store& store;
  };
  for (const char* key : {"a", "b", "c"}) put(store_, key, key);
  Mover mover(store_);

  ASSERT_EQ(store_.scan("space", "", mover, error_), StatusCode::ok);

  EXPECT_THAT(scan(""), IsEmpty());
  Seen moved;
  store_.scan("moved", "", moved, error_);
  EXPECT_THAT(moved.entries, ElementsAre(Pair("a", "a"), Pair("b", "b"), Pair("c", "c")));
}

TEST_F(SqliteStoreTest, RefusesNamesThatCouldNotBeFoundAgain) {
  EXPECT_EQ(put(store_, "", "x"), StatusCode::invalid_argument);
  EXPECT_EQ(put(store_, std::string_view("a\0b", 3), "x"), StatusCode::invalid_argument);
  EXPECT_EQ(put(store_, std::string(SqliteStore::kMaxName + 1, 'k'), "x"), StatusCode::invalid_argument);
  EXPECT_EQ(put(store_, std::string(SqliteStore::kMaxName, 'k'), "x"), StatusCode::ok);
}

TEST_F(SqliteStoreTest, CountsEveryCompareAndSetOfManyThreads) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 25;
  put(store_, "sum", "0");
  const auto add_one = [&] {
    for (int round = 0; round < kRounds; ++round) {
      while (true) {
        Seen seen;
        abi::ErrorOut error;
        store_.get("space", "sum", seen, error);
        const std::string next = std::to_string(std::stoi(seen.entries[0].second) + 1);
        if (put(store_, "sum", next, seen.versions[0]) == StatusCode::ok) break;
      }
    }
  };

  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(add_one);
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(value_of(store_, "sum"), std::to_string(kThreads * kRounds));
}

TEST_F(SqliteStoreTest, KeepsItsFilesToTheOwner) {
  put(store_, "key", "value");

  for (const char* name : {"store.db", "store.db-wal", "store.db-shm"}) {
    struct stat facts {};
    ASSERT_EQ(::stat((folder_ / name).c_str(), &facts), 0) << name;
    EXPECT_EQ(facts.st_mode & 0777, 0600u) << name;
  }
}

TEST_F(SqliteStoreTest, SaysThatItIsClosed) {
  store_.close();

  EXPECT_EQ(store_.put("space", "key", "value", abi::kAnyVersion, error_), StatusCode::unavailable);
  EXPECT_EQ(error_.view(), "the store is closed: the gateway is stopping");
}

}  // namespace
}  // namespace wagate::store_sqlite
