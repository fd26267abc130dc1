#include "database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace wagate::store_sqlite {

namespace {

// Makes the file when it is not there. An existing file is not opened here: closing a second
// descriptor would drop the locks that another connection of this process holds.
void make_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) {
    ::close(file);
  } else if (errno != EEXIST) {
    throw explain(path, SQLITE_CANTOPEN, "unable to create the file", errno, 0);
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

Statement::Turn& Statement::Turn::bind_text(int index, std::string_view text) {
  const char* data = text.empty() ? "" : text.data();
  check(sqlite3_bind_text64(statement_.handle_, index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement::Turn& Statement::Turn::bind_blob(int index, std::string_view bytes) {
  const char* data = bytes.empty() ? "" : bytes.data();
  check(sqlite3_bind_blob64(statement_.handle_, index, data, bytes.size(), SQLITE_STATIC));
  return *this;
}

Statement::Turn& Statement::Turn::bind_integer(int index, std::int64_t number) {
  check(sqlite3_bind_int64(statement_.handle_, index, number));
  return *this;
}

bool Statement::Turn::step() {
  const int result = sqlite3_step(statement_.handle_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  statement_.database_.fail(result);
}

std::string_view Statement::Turn::bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_.handle_, column);
  const int size = sqlite3_column_bytes(statement_.handle_, column);
  return data ? std::string_view(static_cast<const char*>(data), static_cast<std::size_t>(size)) : std::string_view();
}

std::int64_t Statement::Turn::integer(int column) const { return sqlite3_column_int64(statement_.handle_, column); }

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  const int result = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle_, nullptr);
  if (result != SQLITE_OK) database_.fail(result);
}

Statement::~Statement() { sqlite3_finalize(handle_); }

Database::Database(const Options& options) : options_(options) {
  make_private_file(options_.path);
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int result = sqlite3_open_v2(options_.path.c_str(), &handle_, flags, nullptr);
  if (result != SQLITE_OK) {
    const StoreFailure failure = failure_of(result);
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
    throw StoreFailure(abi::StatusCode::unavailable,
                       "the store " + options_.path + " holds keys and can be read by other users, and its mode "
                       "cannot be changed. Run: chmod 600 " + options_.path);
  }

  // A write-ahead log synced at every commit: what was acknowledged survives a crash of the machine.
  if (text("PRAGMA journal_mode=WAL") != "wal") {
    throw StoreFailure(abi::StatusCode::unavailable,
                       "the store " + options_.path + " cannot use a write-ahead log there. Put it on a local disk: "
                       "network file systems do not share memory between programs.");
  }
  execute("PRAGMA synchronous=FULL");
  execute("PRAGMA journal_size_limit=16777216");
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
  return turn.step() ? std::string(turn.bytes(0)) : std::string();
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

StoreFailure Database::failure_of(int result) const {
  const std::string detail = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(result);
  const int kind = result & 0xFF;
  const bool from_system = handle_ && (kind == SQLITE_CANTOPEN || kind == SQLITE_IOERR);
  return explain(options_.path, result, detail, from_system ? sqlite3_system_errno(handle_) : 0,
                 options_.busy_timeout_ms);
}

void Database::fail(int result) const { throw failure_of(result); }

// SQLite rolls some failed transactions back by itself (a full disk is one).
Transaction::~Transaction() {
  if (database_.in_transaction()) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() { database_.execute("COMMIT"); }

}  // namespace wagate::store_sqlite
