#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "archive_fixture.h"

// The file: where it is, who may read it, and what an operator is told when it is not as it should be.
namespace wagate::archive_sqlite {
namespace {

using abi::StatusCode;
using ::testing::AllOf;
using ::testing::HasSubstr;

class ArchiveFile : public ArchiveTest {
 protected:
  ArchiveFile() : host_at_rest_(std::make_unique<testing::FakeHost>()) {
    options_.path = host_at_rest_->state_dir() + "/archive.db";
  }

  std::string refusal() {
    try {
      host_at_rest_->make<ArchiveSqlite>();
    } catch (const sqlite::Error& failure) {
      code_ = failure.code();
      return failure.what();
    }
    return "(opened)";
  }
  std::string content() const {
    std::ifstream file(options_.path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static mode_t mode_of(const std::string& path) {
    struct stat facts {};
    ::stat(path.c_str(), &facts);
    return facts.st_mode & 0777;
  }

  std::unique_ptr<testing::FakeHost> host_at_rest_;
  sqlite::Options options_;
  StatusCode code_ = StatusCode::ok;
};

TEST_F(ArchiveFile, IsInTheStateDirectoryAndForItsOwnerOnly) {
  open();
  receive({});
  flush();

  for (const char* suffix : {"", "-wal", "-shm"})
    EXPECT_EQ(mode_of(host_->state_dir() + "/archive.db" + suffix), 0600u) << suffix;
}

TEST_F(ArchiveFile, IsWhereItIsToldToBe) {
  const std::string path = host_at_rest_->state_dir() + "/elsewhere.db";

  open(R"({"path":")" + path + R"("})");

  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(ArchiveFile, KeepsWhatItHasOverARestart) {
  open();
  receive({});
  const std::string row_id = only_message().at("id");

  unit_->stop();
  unit_->start();

  EXPECT_EQ(only_message().at("id"), row_id);
}

TEST_F(ArchiveFile, HasEverythingThatWasQueuedAtAStop) {
  open();
  for (int i = 0; i < 1000; ++i) receive({.id = "M" + std::to_string(i)});

  unit_->stop();

  EXPECT_EQ(number("SELECT count(*) FROM message"), 1000);
}

TEST_F(ArchiveFile, AnswersNothingWhileItIsStopped) {
  open();
  unit_->stop();
  abi::ErrorOut error;
  abi::ArchiveCounts counts;
  Rows rows;

  EXPECT_EQ(unit_->counts(kShopId, &counts, error), StatusCode::unavailable);
  EXPECT_EQ(unit_->flush(error), StatusCode::unavailable);
  EXPECT_EQ(unit_->chats({}, rows, error), StatusCode::unavailable);
  EXPECT_THAT(error.view(), HasSubstr("the archive is closed"));
}

TEST_F(ArchiveFile, HearsNothingAfterAStop) {
  open();
  unit_->stop();

  receive({});

  EXPECT_EQ(host_->metrics().value("dropped_total{reason=queue_full}"), 0u);
}

TEST_F(ArchiveFile, ThatIsNoDatabaseIsRefusedWithAWayOut) {
  std::ofstream(options_.path) << std::string(8192, 'x');

  EXPECT_THAT(refusal(), AllOf(HasSubstr(options_.path), HasSubstr("damaged or not a database"),
                               HasSubstr("begins a new archive, and instances are not affected")));
  EXPECT_EQ(code_, StatusCode::internal);
}

TEST_F(ArchiveFile, WithADamagedPageIsRefusedWithAWayOut) {
  {
    host_at_rest_->make<ArchiveSqlite>();
    sqlite::Connection database(options_);
    database.execute("INSERT INTO contact SELECT value, 1, 'j'||value, 'r'||value, 'n', NULL, 0, 0 FROM "
                     "(WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value+1 FROM n WHERE value<2000) "
                     "SELECT value FROM n)");
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  const auto size = std::filesystem::file_size(options_.path);
  {
    std::fstream file(options_.path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(size - 4096 * 4));
    file << std::string(4096 * 3, '\x5a');
  }

  EXPECT_THAT(refusal(), AllOf(HasSubstr("is damaged"), HasSubstr("begins a new archive")));
}

TEST_F(ArchiveFile, OfANewerGatewayIsRefusedAndLeftAlone) {
  host_at_rest_->make<ArchiveSqlite>();
  sqlite::Connection(options_).execute("PRAGMA user_version=9");
  const std::string before = content();

  EXPECT_THAT(refusal(), AllOf(HasSubstr("has version 9"), HasSubstr("versions up to 1"),
                               HasSubstr("Install the newer gateway")));

  EXPECT_EQ(code_, StatusCode::failed_precondition);
  EXPECT_EQ(content(), before);
}

TEST_F(ArchiveFile, OfAnotherProgramIsRefusedAndLeftAlone) {
  sqlite::Connection(options_).execute("CREATE TABLE invoices(id)");
  const std::string before = content();

  EXPECT_THAT(refusal(), HasSubstr("is a database of another program"));

  EXPECT_EQ(content(), before);
}

TEST_F(ArchiveFile, InAFolderThatIsNotThereNamesTheFolder) {
  testing::FakeHost host(R"({"path":"/nowhere/at/all/archive.db"})");

  try {
    host.make<ArchiveSqlite>();
    FAIL() << "opened a file in a folder that does not exist";
  } catch (const sqlite::Error& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("/nowhere/at/all must exist"));
  }
}

TEST_F(ArchiveFile, ThatIsFullIsToldOnceAndTheGatewayGoesOn) {
  open(R"({"max_size_mb":1})");
  for (int i = 0; i < 40; ++i) receive({.id = "M" + std::to_string(i), .text = std::string(100'000, 'x')});

  abi::ErrorOut error;
  EXPECT_EQ(unit_->flush(error), StatusCode::resource_exhausted);

  EXPECT_THAT(error.view(), AllOf(HasSubstr("is full"), HasSubstr("max_age_days")));
  std::size_t told = 0;
  for (const auto& line : host_->log().lines()) told += line.level == abi::LogLevel::error;
  EXPECT_EQ(told, 1u);
  EXPECT_GT(host_->metrics().value("dropped_total{reason=write_failed}"), 0u);
  abi::ArchiveCounts kept;
  EXPECT_EQ(unit_->counts(kShopId, &kept, error), StatusCode::ok);
  EXPECT_GT(kept.messages, 0u);
}

TEST_F(ArchiveFile, ThatWasFullIsWrittenAgainWhenThereIsRoom) {
  open(R"({"max_size_mb":1})");
  for (int i = 0; i < 40; ++i) receive({.id = "M" + std::to_string(i), .text = std::string(100'000, 'x')});
  abi::ErrorOut error;
  ASSERT_EQ(unit_->flush(error), StatusCode::resource_exhausted);

  publish(RemoveInstance{});
  receive({.id = "kept"}, kOther);

  flush();
  EXPECT_EQ(counts(kOtherId).messages, 1u);
  EXPECT_THAT(host_->log().text(), HasSubstr("the archive is written again"));
}

TEST_F(ArchiveFile, NeverPutsWhatWasSaidIntoTheLog) {
  open(R"({"max_size_mb":1})");
  for (int i = 0; i < 40; ++i) receive({.id = "M" + std::to_string(i), .text = std::string(100'000, 'x')});
  abi::ErrorOut error;
  unit_->flush(error);

  EXPECT_THAT(host_->log().text(), ::testing::Not(HasSubstr("xxx")));
  EXPECT_THAT(host_->log().text(), ::testing::Not(HasSubstr("5511970000001")));
}

}  // namespace
}  // namespace wagate::archive_sqlite
