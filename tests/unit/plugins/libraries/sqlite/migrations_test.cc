#include "sqlite/migrations.h"

#include "file_fixture.h"

namespace wagate::sqlite {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Migrations : public FileTest {
 protected:
  static constexpr const char* kTwoSteps[] = {kSteps[0], "ALTER TABLE note ADD COLUMN at INTEGER NOT NULL DEFAULT 7;"};
  static constexpr const char* kBrokenSteps[] = {kSteps[0], "CREATE TABLE half(x); ALTER TABLE nothing ADD COLUMN x;"};
  static constexpr Schema kTwo{.application_id = kSchema.application_id, .steps = kTwoSteps};
  static constexpr Schema kBroken{.application_id = kSchema.application_id, .steps = kBrokenSteps};

  // Something in the file, and nobody at it.
  void fill() const {
    Connection connection(options_);
    prepare(connection, kSchema);
    connection.execute(
        "WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<500) "
        "INSERT INTO note SELECT i, printf('%.200c', 'x') FROM n");
  }
};

TEST_F(Migrations, GiveAFileItsNameAndItsVersion) {
  Connection connection(options_);
  prepare(connection, kTwo);

  EXPECT_EQ(connection.integer("PRAGMA application_id"), kTwo.application_id);
  EXPECT_EQ(connection.integer("PRAGMA user_version"), 2);
  EXPECT_EQ(connection.integer("SELECT count(*) FROM pragma_table_info('note')"), 3);
}

TEST_F(Migrations, TakeOnlyTheStepsThatAreMissing) {
  fill();

  Connection connection(options_);
  prepare(connection, kTwo);

  EXPECT_EQ(connection.integer("SELECT count(*) FROM note WHERE at=7"), 500);
  prepare(connection, kTwo);
  EXPECT_EQ(connection.integer("PRAGMA user_version"), 2);
}

TEST_F(Migrations, ThatFailLeaveTheOlderFileWhole) {
  fill();

  const auto error = refusal(kBroken);

  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind(), Error::Kind::failed);
  Connection connection(options_);
  prepare(connection, kSchema);
  EXPECT_EQ(connection.integer("PRAGMA user_version"), 1);
  EXPECT_EQ(connection.integer("SELECT count(*) FROM sqlite_schema WHERE name='half'"), 0);
}

TEST_F(Migrations, RefuseANewerFileAndLeaveItAlone) {
  { Connection(options_).execute("CREATE TABLE note(x); PRAGMA application_id=1852798053; PRAGMA user_version=9"); }
  ASSERT_EQ(::chmod(options_.path.c_str(), 0644), 0);
  const std::string before = content();

  const auto error = refusal();

  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind(), Error::Kind::newer);
  EXPECT_EQ(error->code(), abi::StatusCode::failed_precondition);
  EXPECT_THAT(error->what(),
              AllOf(HasSubstr("has version 9"), HasSubstr("versions up to 1"), HasSubstr("Install the newer gateway")));
  EXPECT_EQ(content(), before);
  EXPECT_EQ(mode(), 0644u);
}

TEST_F(Migrations, RefuseTheDatabaseOfAnotherProgramAndLeaveItAlone) {
  { Connection(options_).execute("CREATE TABLE invoices(id)"); }
  ASSERT_EQ(::chmod(options_.path.c_str(), 0644), 0);
  const std::string before = content();

  const auto error = refusal();

  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind(), Error::Kind::foreign);
  EXPECT_THAT(error->what(), HasSubstr(options_.path + " is a database of another program, not the notebook"));
  EXPECT_EQ(content(), before);
  EXPECT_EQ(mode(), 0644u);
}

TEST_F(Migrations, RefuseADatabaseThatCarriesAnotherName) {
  { Connection(options_).execute("PRAGMA application_id=42"); }

  ASSERT_TRUE(refusal());
  EXPECT_EQ(refusal()->kind(), Error::Kind::foreign);
}

TEST_F(Migrations, RefuseWhatIsNoDatabase) {
  std::ofstream(options_.path) << std::string(8192, 'x');

  const auto error = refusal();

  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind(), Error::Kind::damaged);
  EXPECT_EQ(error->code(), abi::StatusCode::internal);
  EXPECT_THAT(error->what(), HasSubstr("is damaged or not a database"));
}

TEST_F(Migrations, RefuseADamagedPageBeforeTheFileIsUsed) {
  fill();
  {
    std::fstream file(options_.path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(4096 * 5);
    file << std::string(4096 * 3, '\x5a');
  }

  const auto error = refusal();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind(), Error::Kind::damaged);

  options_.max_checked_bytes = 4096;  // larger files are looked at when they are read
  EXPECT_FALSE(refusal());
}

}  // namespace
}  // namespace wagate::sqlite
