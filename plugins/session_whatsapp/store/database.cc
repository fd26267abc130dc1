#include "store/database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace wagate::session_whatsapp {
namespace {

// Makes the file when it is not there. An existing file is not opened here: closing a second descriptor would
// drop the locks that another connection of this process holds.
void make_private_session_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) {
    ::close(file);
    return;
  }
  if (errno == EEXIST) return;
  throw StoreError(StoreError::Kind::no_access, "the session file " + path + " cannot be made: " +
                                                    std::strerror(errno) +
                                                    ". Check that its folder exists and may be written.");
}

void close_to_others(const std::string& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0 || (facts.st_mode & 077) == 0) return;
  if (::chmod(path.c_str(), 0600) == 0) return;
  throw StoreError(StoreError::Kind::no_access, "the session file " + path +
                                                    " holds keys and can be read by other users, and its mode cannot "
                                                    "be changed. Run: chmod 600 " + path);
}

}  // namespace

Query::~Query() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

void Query::check(int result) const {
  if (result != SQLITE_OK) database_.fail(result);
}

Query& Query::bind(std::string_view text) {
  const char* data = text.empty() ? "" : text.data();
  check(sqlite3_bind_text64(statement_, ++bound_, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Query& Query::bind_bytes(std::string_view bytes) {
  const char* data = bytes.empty() ? "" : bytes.data();
  check(sqlite3_bind_blob64(statement_, ++bound_, data, bytes.size(), SQLITE_STATIC));
  return *this;
}

Query& Query::bind(std::int64_t number) {
  check(sqlite3_bind_int64(statement_, ++bound_, number));
  return *this;
}

bool Query::step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  database_.fail(result);
}

std::string_view Query::bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return data ? std::string_view(static_cast<const char*>(data), static_cast<std::size_t>(size)) : std::string_view();
}

std::int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_, column); }

Database::Database(std::string path) : path_(std::move(path)) {
  make_private_session_file(path_);
  close_to_others(path_);
  try {
    open();
  } catch (...) {
    close();
    throw;
  }
}

void Database::open() {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int result = sqlite3_open_v2(path_.c_str(), &handle_, flags, nullptr);
  if (result != SQLITE_OK) fail(result);
  // Hundreds of these are open in one process, and most of them rest: small pages and no memory set aside.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_LOOKASIDE, nullptr, 0, 0);
  execute("PRAGMA page_size=1024");  // of a file that is made now
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);

  // Exclusive: whoever opens the file owns it until it is closed or the process ends. Two processes with the
  // same keys would throw each other off the server for ever.
  execute("PRAGMA locking_mode=EXCLUSIVE");
  if (text("PRAGMA journal_mode=WAL") != "wal") {
    throw StoreError(StoreError::Kind::no_access, "the session file " + path_ +
                                                      " cannot use a write-ahead log there. Put it on a local disk.");
  }
  // A commit is on the disk when it returns: a ratchet that went back in time is a session that is lost.
  execute("PRAGMA synchronous=FULL");
  execute("PRAGMA secure_delete=ON");
  execute("PRAGMA cache_size=-256");
  execute("PRAGMA journal_size_limit=1048576");
  execute("BEGIN EXCLUSIVE");
  execute("COMMIT");
}

Database::~Database() { close(); }

void Database::close() noexcept {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  statements_.clear();
  sqlite3_close_v2(handle_);
  handle_ = nullptr;
}

Query Database::query(const char* sql) {
  sqlite3_stmt*& statement = statements_[sql];
  if (!statement) {
    const int result = sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (result != SQLITE_OK) {
      statements_.erase(sql);
      fail(result);
    }
  }
  return Query(*this, statement);
}

void Database::execute(const std::string& sql) {
  const int result = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) fail(result);
}

std::int64_t Database::integer(const std::string& sql) {
  const std::string value = text(sql);
  return value.empty() ? 0 : std::strtoll(value.c_str(), nullptr, 10);
}

std::string Database::text(const std::string& sql) {
  std::string out;
  const auto keep = [](void* place, int columns, char** values, char**) {
    if (columns > 0 && values[0]) *static_cast<std::string*>(place) = values[0];
    return 0;
  };
  const int result = sqlite3_exec(handle_, sql.c_str(), keep, &out, nullptr);
  if (result != SQLITE_OK) fail(result);
  return out;
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

void Database::rest() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  statements_.clear();
  execute("PRAGMA wal_checkpoint(TRUNCATE)");
  sqlite3_db_release_memory(handle_);
}

void Database::fail(int result) const {
  using Kind = StoreError::Kind;
  const std::string file = "the session file " + path_;
  switch (result & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw StoreError(Kind::in_use, file + " is in use by another process. Stop the other gateway, or give each its "
                                            "own data folder.");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw StoreError(Kind::unusable, file + " is damaged. Restore it from a backup, or move it and " + path_ +
                                           "-wal away and pair the phone again.");
    case SQLITE_FULL:
      throw StoreError(Kind::no_space, file + " cannot be written: the disk is full. Free some space.");
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      throw StoreError(Kind::no_access, file + " cannot be opened for writing: " + sqlite3_errstr(result) +
                                            ". Check its owner and its folder's.");
    default:
      throw StoreError(Kind::failed, file + " failed: " + sqlite3_errstr(result) + ".");
  }
}

}  // namespace wagate::session_whatsapp
