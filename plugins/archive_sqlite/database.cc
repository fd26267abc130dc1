#include "database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace wagate::archive_sqlite {

namespace {

// An existing file is not opened here: closing a second descriptor would drop the locks that another
// connection of this process holds.
void make_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) {
    ::close(file);
  } else if (errno != EEXIST) {
    throw explain(path, SQLITE_CANTOPEN, "unable to create the file", errno);
  }
}

}  // namespace

Statement::Turn::~Turn() {
  sqlite3_reset(statement_.handle_);
  sqlite3_clear_bindings(statement_.handle_);
}

void Statement::Turn::check(int result) const {
  if (result != SQLITE_OK) statement_.database_.fail(result);
}

Statement::Turn& Statement::Turn::bind(int index, std::string_view text) {
  const char* data = text.empty() ? "" : text.data();
  check(sqlite3_bind_text64(statement_.handle_, index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement::Turn& Statement::Turn::bind(int index, std::int64_t number) {
  check(sqlite3_bind_int64(statement_.handle_, index, number));
  return *this;
}

Statement::Turn& Statement::Turn::bind_null(int index) {
  check(sqlite3_bind_null(statement_.handle_, index));
  return *this;
}

bool Statement::Turn::step() {
  const int result = sqlite3_step(statement_.handle_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  statement_.database_.fail(result);
}

std::string_view Statement::Turn::text(int column) const {
  const void* data = sqlite3_column_blob(statement_.handle_, column);
  const int size = sqlite3_column_bytes(statement_.handle_, column);
  return data ? std::string_view(static_cast<const char*>(data), static_cast<std::size_t>(size)) : std::string_view();
}

std::int64_t Statement::Turn::integer(int column) const { return sqlite3_column_int64(statement_.handle_, column); }

bool Statement::Turn::is_null(int column) const {
  return sqlite3_column_type(statement_.handle_, column) == SQLITE_NULL;
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  const int result = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle_, nullptr);
  if (result != SQLITE_OK) database_.fail(result);
}

Statement::~Statement() { sqlite3_finalize(handle_); }

Database::Database(const Options& options, Access access) : options_(options) {
  if (access == Access::write) make_private_file(options_.path);
  const int flags = (access == Access::write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX |
                    SQLITE_OPEN_EXRESCODE;
  const int result = sqlite3_open_v2(options_.path.c_str(), &handle_, flags, nullptr);
  if (result != SQLITE_OK) {
    const ArchiveFailure failure = failure_of(result);
    sqlite3_close_v2(handle_);
    throw failure;
  }
  sqlite3_busy_timeout(handle_, options_.busy_timeout_ms);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
}

void Database::take_over() {
  struct stat facts {};
  if (::stat(options_.path.c_str(), &facts) == 0 && (facts.st_mode & 077) != 0 &&
      ::chmod(options_.path.c_str(), 0600) != 0) {
    throw ArchiveFailure(abi::StatusCode::unavailable,
                         "the archive " + options_.path + " holds messages and can be read by other users, and its "
                         "mode cannot be changed. Run: chmod 600 " + options_.path);
  }

  // Only a file without tables takes this on: freed pages go back to the disk in small steps.
  execute("PRAGMA auto_vacuum=INCREMENTAL");
  if (text("PRAGMA journal_mode=WAL") != "wal") {
    throw ArchiveFailure(abi::StatusCode::unavailable,
                         "the archive " + options_.path + " cannot use a write-ahead log there. Put it on a local "
                         "disk: network file systems do not share memory between programs.");
  }
  // Synced at checkpoints, not at commits: a crash of the machine may cost the last moments, never the file.
  execute("PRAGMA synchronous=NORMAL");
  execute("PRAGMA journal_size_limit=67108864");
  execute("PRAGMA secure_delete=FAST");
  if (options_.max_bytes > 0) {
    const std::int64_t page = integer("PRAGMA page_size");
    execute("PRAGMA max_page_count=" + std::to_string(std::max<std::int64_t>(1, options_.max_bytes / page)));
  }
}

Database::~Database() { sqlite3_close_v2(handle_); }

void Database::execute(const std::string& sql) {
  const int result = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) fail(result);
}

std::int64_t Database::integer(std::string_view sql) {
  Statement statement(*this, sql);
  auto turn = statement.begin();
  return turn.step() ? turn.integer(0) : 0;
}

std::string Database::text(std::string_view sql) {
  Statement statement(*this, sql);
  auto turn = statement.begin();
  return turn.step() ? std::string(turn.text(0)) : std::string();
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

std::int64_t Database::last_row() const { return sqlite3_last_insert_rowid(handle_); }

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

ArchiveFailure Database::failure_of(int result) const {
  const std::string detail = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(result);
  const int kind = result & 0xFF;
  const bool from_system = handle_ && (kind == SQLITE_CANTOPEN || kind == SQLITE_IOERR);
  return explain(options_.path, result, detail, from_system ? sqlite3_system_errno(handle_) : 0);
}

void Database::fail(int result) const { throw failure_of(result); }

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
  database_.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

// SQLite rolls some failed transactions back by itself (a full disk is one).
Transaction::~Transaction() {
  if (database_.in_transaction()) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() { database_.execute("COMMIT"); }

}  // namespace wagate::archive_sqlite
