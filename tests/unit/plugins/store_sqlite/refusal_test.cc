#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "sqlite/transaction.h"
#include "store_fixture.h"

// What an operator reads when the file or the disk is not as it should be.
namespace wagate::store_sqlite {
namespace {

using abi::StatusCode;
using ::testing::AllOf;
using ::testing::HasSubstr;

class Refusal : public StoreTest {
 protected:
  std::string refusal() {
    SqliteStore store;
    try {
      store.open(options());
    } catch (const sqlite::Error& failure) {
      code_ = failure.code();
      return failure.what();
    }
    return "(opened)";
  }

  std::string content() const {
    std::ifstream file(options().path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  StatusCode code_ = StatusCode::ok;
};

TEST_F(Refusal, OfAFileThatIsNoDatabaseNamesTheFileAndTheWayOut) {
  std::ofstream(options().path) << std::string(8192, 'x');

  EXPECT_THAT(refusal(), AllOf(HasSubstr(options().path), HasSubstr("damaged or not a database"),
                               HasSubstr("restore the file from a backup")));
  EXPECT_EQ(code_, StatusCode::internal);
}

TEST_F(Refusal, OfAFileWithADamagedPageComesBeforeItIsUsed) {
  {
    SqliteStore store;
    store.open(options());
    for (int i = 0; i < 200; ++i) put(store, std::to_string(i), std::string(500, 'v'));
  }
  {
    std::fstream file(options().path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(4096 * 5);
    file << std::string(4096 * 3, '\x5a');
  }

  EXPECT_THAT(refusal(), AllOf(HasSubstr("is damaged"), HasSubstr("restore the file from a backup")));
}

TEST_F(Refusal, OfANewerStoreNamesBothVersionsAndLeavesTheFileAlone) {
  {
    SqliteStore store;
    store.open(options());
  }
  sqlite::Connection(options()).execute("PRAGMA user_version=9");
  const std::string before = content();

  EXPECT_THAT(refusal(), AllOf(HasSubstr("has version 9"), HasSubstr("versions up to 1"),
                               HasSubstr("Install the newer gateway")));

  EXPECT_EQ(code_, StatusCode::failed_precondition);
  EXPECT_EQ(content(), before);
}

TEST_F(Refusal, OfAnotherProgramsDatabaseLeavesTheFileAlone) {
  sqlite::Connection(options()).execute("CREATE TABLE invoices(id)");
  ::chmod(options().path.c_str(), 0644);
  const std::string before = content();

  EXPECT_THAT(refusal(), HasSubstr("is a database of another program"));

  struct stat facts {};
  ::stat(options().path.c_str(), &facts);
  EXPECT_EQ(facts.st_mode & 0777, 0644u);
  EXPECT_EQ(content(), before);
}

TEST_F(Refusal, OfAFolderThatIsNotThereNamesTheFolder) {
  std::filesystem::remove_all(folder_);

  EXPECT_THAT(refusal(), AllOf(HasSubstr("cannot be opened"), HasSubstr("No such file or directory"),
                               HasSubstr(folder_.string() + " must exist")));
}

TEST_F(Refusal, OfALockedStoreNamesTheTimeItWaited) {
  SqliteStore store;
  store.open(options());
  sqlite::Connection other(options());
  sqlite::Transaction lock(other);

  abi::ErrorOut error;
  EXPECT_EQ(store.put("space", "key", "value", abi::kAnyVersion, error), StatusCode::unavailable);

  EXPECT_THAT(error.view(), AllOf(HasSubstr("locked by another program for more than 20 ms"),
                                  HasSubstr("Stop that program")));
}

TEST_F(Refusal, OfALockedStoreEndsWithTheLock) {
  SqliteStore store;
  store.open(options());
  {
    sqlite::Connection other(options());
    sqlite::Transaction lock(other);
    ASSERT_EQ(put(store, "key", "early"), StatusCode::unavailable);
  }

  EXPECT_EQ(put(store, "key", "late"), StatusCode::ok);
}

TEST_F(Refusal, OfAWriteToAFullDiskKeepsTheOldValueAndTheStoreUsable) {
  sqlite::Options small = options();
  small.max_bytes = 64 * 1024;
  SqliteStore store;
  store.open(small);
  ASSERT_EQ(put(store, "key", "old"), StatusCode::ok);

  abi::ErrorOut error;
  EXPECT_EQ(store.put("space", "key", std::string(200 * 1024, 'x'), abi::kAnyVersion, error),
            StatusCode::resource_exhausted);

  EXPECT_THAT(error.view(), AllOf(HasSubstr("is full"), HasSubstr("Free space in " + folder_.string())));
  EXPECT_EQ(value_of(store, "key"), "old");
  EXPECT_EQ(put(store, "key", "new"), StatusCode::ok);
}

TEST_F(Refusal, OfAStoreOthersCouldReadIsNotNeededBecauseItsModeIsMended) {
  {
    SqliteStore store;
    store.open(options());
  }
  ::chmod(options().path.c_str(), 0644);

  EXPECT_EQ(refusal(), "(opened)");

  struct stat facts {};
  ::stat(options().path.c_str(), &facts);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
}

}  // namespace
}  // namespace wagate::store_sqlite
