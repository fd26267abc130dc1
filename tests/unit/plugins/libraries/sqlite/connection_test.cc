#include "sqlite/connection.h"

#include <functional>
#include <memory>
#include <vector>

#include "file_fixture.h"

namespace wagate::sqlite {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class ConnectionTest : public FileTest {
 protected:
  // The file with its table, open.
  std::unique_ptr<Connection> open() const {
    auto connection = std::make_unique<Connection>(options_);
    prepare(*connection, kSchema);
    return connection;
  }
};

TEST_F(ConnectionTest, MakesAFileThatOnlyItsOwnerReads) {
  const auto connection = open();
  connection->execute("INSERT INTO note VALUES(1, 'one')");

  for (const char* end : {"", "-wal", "-shm"}) EXPECT_EQ(mode(end), 0600u) << end;
}

TEST_F(ConnectionTest, ClosesWhatOthersCouldReadToThem) {
  const auto first = open();  // keeps the files beside it alive
  first->execute("INSERT INTO note VALUES(1, 'one')");
  for (const char* end : {"", "-wal", "-shm"}) ASSERT_EQ(::chmod((options_.path + end).c_str(), 0644), 0);

  open();

  for (const char* end : {"", "-wal", "-shm"}) EXPECT_EQ(mode(end), 0600u) << end;
}

TEST_F(ConnectionTest, KeepsTextBytesNumbersAndNothing) {
  const auto connection = open();
  const std::string bytes("a\0b\xff", 4);
  connection->execute("CREATE TABLE mixed(t TEXT, b BLOB, i INTEGER, n TEXT, e TEXT)");
  connection->query("INSERT INTO mixed VALUES(?,?,?,?,?)")
      .bind("text")
      .bind_bytes(bytes)
      .bind(std::int64_t{-5'000'000'000})
      .bind_null()
      .bind("")
      .run();

  Query query = connection->query("SELECT t, b, i, n, e FROM mixed");
  ASSERT_TRUE(query.step());
  EXPECT_EQ(query.view(0), "text");
  EXPECT_EQ(query.text(1), bytes);
  EXPECT_EQ(query.integer(2), -5'000'000'000);
  EXPECT_TRUE(query.is_null(3));
  EXPECT_EQ(query.view(3), "");
  EXPECT_EQ(query.integer(3), 0);
  EXPECT_FALSE(query.is_null(4)) << "an empty text is not null";
  EXPECT_FALSE(query.step());
}

TEST_F(ConnectionTest, BindsNullWhereThereIsNothing) {
  const auto connection = open();
  connection->execute("CREATE TABLE mixed(a, b, c, d)");
  connection->query("INSERT INTO mixed VALUES(?,?,?,?)")
      .bind_or_null("")
      .bind_or_null("x")
      .bind_or_null(std::nullopt)
      .bind_or_null(std::optional<std::int64_t>(0))
      .run();

  EXPECT_EQ(connection->text("SELECT (a IS NULL) || (b IS NULL) || (c IS NULL) || (d IS NULL) FROM mixed"), "1010");
}

TEST_F(ConnectionTest, AStatementRunsAgainWithOtherValuesAndNoneOfTheLast) {
  const auto connection = open();
  const auto put = [&](std::int64_t id, std::string_view text) {
    Query query = connection->query("INSERT INTO note VALUES(?,?)");
    query.bind(id);
    if (!text.empty()) query.bind(text);
    query.run();
    return connection->last_id();
  };

  EXPECT_EQ(put(1, "one"), 1);
  EXPECT_EQ(put(7, ""), 7);

  EXPECT_EQ(connection->text("SELECT text FROM note WHERE id=1"), "one");
  EXPECT_EQ(connection->integer("SELECT text IS NULL FROM note WHERE id=7"), 1);
}

TEST_F(ConnectionTest, AQueryThatIsLeftInTheMiddleBeginsAnew) {
  const auto connection = open();
  connection->execute("INSERT INTO note VALUES(1,'a'),(2,'b')");
  const auto first = [&] {
    Query query = connection->query("SELECT id FROM note ORDER BY id");
    return query.step() ? query.integer(0) : 0;
  };

  EXPECT_EQ(first(), 1);
  EXPECT_EQ(first(), 1);
  connection->execute("DELETE FROM note");
  EXPECT_EQ(connection->changes(), 2);
  EXPECT_EQ(first(), 0);
}

TEST_F(ConnectionTest, SaysNothingAsZeroAndEmpty) {
  const auto connection = open();

  EXPECT_EQ(connection->integer("SELECT id FROM note"), 0);
  EXPECT_EQ(connection->text("SELECT text FROM note"), "");
}

TEST_F(ConnectionTest, ASentenceThatIsNoSqlIsADefectOfOurs) {
  const auto connection = open();

  const std::vector<std::function<void(Connection&)>> ways = {
      [](Connection& on) { on.execute("SELEKT 1"); },
      [](Connection& on) { on.query("SELEKT 1").run(); },
      [](Connection& on) { Statement(on, "SELEKT 1").begin().run(); },
  };
  for (const auto& wrong : ways) {
    try {
      wrong(*connection);
      ADD_FAILURE() << "it was accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), Error::Kind::failed);
      EXPECT_EQ(error.code(), abi::StatusCode::internal);
      EXPECT_THAT(error.what(), AllOf(HasSubstr("the notebook " + options_.path + " failed"), HasSubstr("SELEKT")));
    }
  }
  EXPECT_EQ(connection->integer("SELECT 1"), 1);
}

TEST_F(ConnectionTest, ReadsBesideAWriterAndCannotWrite) {
  const auto writer = open();
  Connection reader(options_, Connection::Access::read);
  writer->execute("INSERT INTO note VALUES(1, 'one')");

  EXPECT_EQ(reader.text("SELECT text FROM note"), "one");
  try {
    reader.execute("DELETE FROM note");
    ADD_FAILURE() << "a reader wrote";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Error::Kind::no_access);
  }
}

TEST_F(ConnectionTest, AReaderMakesNoFile) {
  try {
    Connection reader(options_, Connection::Access::read);
    ADD_FAILURE() << "it was opened";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Error::Kind::no_access);
    EXPECT_THAT(error.what(), HasSubstr("cannot be opened"));
  }
  EXPECT_FALSE(std::filesystem::exists(options_.path));
}

TEST_F(ConnectionTest, NamesTheFolderThatIsNotThere) {
  std::filesystem::remove_all(folder_);

  const auto error = refusal();

  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind(), Error::Kind::no_access);
  EXPECT_THAT(error->what(),
              AllOf(HasSubstr("No such file or directory"), HasSubstr(folder_.string() + " must exist")));
}

TEST_F(ConnectionTest, WaitsForALockAsLongAsItIsToldTo) {
  const auto connection = open();
  Connection other(options_);
  other.execute("BEGIN IMMEDIATE");

  try {
    connection->execute("INSERT INTO note VALUES(1, 'one')");
    ADD_FAILURE() << "it was written";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Error::Kind::in_use);
    EXPECT_THAT(error.what(), HasSubstr("has been locked by another program for more than 20 ms"));
  }

  other.execute("ROLLBACK");
  connection->execute("INSERT INTO note VALUES(1, 'one')");
}

TEST_F(ConnectionTest, AnExclusiveFileIsForNobodyElse) {
  options_.is_exclusive = true;
  options_.busy_timeout_ms = 0;
  auto owner = open();

  const auto error = refusal();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind(), Error::Kind::in_use);
  EXPECT_THAT(error->what(), HasSubstr("is in use by another program"));
  EXPECT_FALSE(std::filesystem::exists(options_.path + "-shm")) << "the log of an exclusive file is not shared";

  owner.reset();
  EXPECT_FALSE(refusal());
}

TEST_F(ConnectionTest, AFileHasALimit) {
  options_.max_bytes = 64 * 1024;
  const auto connection = open();
  connection->execute("INSERT INTO note VALUES(1, 'one')");

  try {
    connection->query("INSERT INTO note VALUES(2, ?)").bind(std::string(200 * 1024, 'x')).run();
    ADD_FAILURE() << "it was written";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Error::Kind::full);
    EXPECT_EQ(error.code(), abi::StatusCode::resource_exhausted);
    EXPECT_THAT(error.what(), HasSubstr("or the limit of its size is reached"));
  }
  EXPECT_EQ(connection->integer("SELECT count(*) FROM note"), 1);
  EXPECT_FALSE(connection->in_transaction());
}

TEST_F(ConnectionTest, KeepsItsFileAsItIsTold) {
  const auto plain = open();
  EXPECT_EQ(plain->text("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(plain->integer("PRAGMA synchronous"), 2);  // full
  EXPECT_EQ(plain->integer("PRAGMA secure_delete"), 1);
  EXPECT_EQ(plain->integer("PRAGMA auto_vacuum"), 0);

  options_.path = (folder_ / "other.db").string();
  options_.durability = Durability::checkpoints;
  options_.erasing = Erasing::cheap;
  options_.max_log_bytes = 4096;
  options_.gives_pages_back = true;
  options_.is_small = true;
  const auto other = open();
  EXPECT_EQ(other->integer("PRAGMA synchronous"), 1);  // normal
  EXPECT_EQ(other->integer("PRAGMA secure_delete"), 2);
  EXPECT_EQ(other->integer("PRAGMA journal_size_limit"), 4096);
  EXPECT_EQ(other->integer("PRAGMA auto_vacuum"), 2);  // incremental
  EXPECT_EQ(other->integer("PRAGMA page_size"), 1024);
  EXPECT_EQ(other->integer("PRAGMA cache_size"), -256);
}

TEST_F(ConnectionTest, WorksOnAfterARest) {
  const auto connection = open();
  const auto put = [&](std::int64_t id) { connection->query("INSERT INTO note VALUES(?, 'x')").bind(id).run(); };
  put(1);
  ASSERT_GT(std::filesystem::file_size(options_.path + "-wal"), 0u);

  connection->rest();

  EXPECT_EQ(std::filesystem::file_size(options_.path + "-wal"), 0u);
  put(2);
  EXPECT_EQ(connection->integer("SELECT count(*) FROM note"), 2);
}

}  // namespace
}  // namespace wagate::sqlite
