#include "database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace wagate::transport_webhook {
namespace {

constexpr int kBusyTimeoutMs = 500;

// Makes the file when it is not there, and keeps others from reading what is there.
void make_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) {
    ::close(file);
    return;
  }
  if (errno != EEXIST) {
    throw OutboxFailure("the outbox " + path + " cannot be made (" + std::strerror(errno) +
                        "). Its folder must exist and be writable for the gateway's user.");
  }
  struct stat facts {};
  if (::stat(path.c_str(), &facts) == 0 && (facts.st_mode & 077) != 0 && ::chmod(path.c_str(), 0600) != 0) {
    throw OutboxFailure("the outbox " + path + " holds messages and can be read by other users, and its mode cannot be "
                        "changed. Run: chmod 600 " + path);
  }
}

}  // namespace

Database::Database(std::string path) : path_(std::move(path)) {
  make_private(path_);
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int result = sqlite3_open_v2(path_.c_str(), &handle_, flags, nullptr);
  if (result != SQLITE_OK) {
    const std::string why = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(result);
    sqlite3_close_v2(handle_);
    throw OutboxFailure("the outbox " + path_ + " cannot be opened (" + why + ").");
  }
  sqlite3_busy_timeout(handle_, kBusyTimeoutMs);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
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
  return turn.step() ? turn.text(0) : std::string();
}

std::int64_t Database::last_id() const { return sqlite3_last_insert_rowid(handle_); }
std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

void Database::fail(int result) const {
  std::string what = "the outbox " + path_;
  switch (result & 0xFF) {
    case SQLITE_FULL: what += " is full: the disk has no space left. Free some"; break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: what += " is locked by another program; is a second gateway or an sqlite3 shell using it"; break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      what += " is damaged or not a database. Stop the gateway and move it and the files beside it (-wal, -shm) away; "
              "what waited in it is lost then";
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN: what += " cannot be written; give the gateway's user write access to it and its folder"; break;
    default: what += " failed"; break;
  }
  throw OutboxFailure(what + " (" + sqlite3_errmsg(handle_) + ").");
}

Statement::Turn::~Turn() {
  sqlite3_reset(statement_.handle_);
  sqlite3_clear_bindings(statement_.handle_);
}

void Statement::Turn::check(int result) const {
  if (result != SQLITE_OK) statement_.database_.fail(result);
}

Statement::Turn& Statement::Turn::bind(std::string_view text) {
  check(sqlite3_bind_text64(statement_.handle_, ++bound_, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC,
                            SQLITE_UTF8));
  return *this;
}

Statement::Turn& Statement::Turn::bind(std::int64_t number) {
  check(sqlite3_bind_int64(statement_.handle_, ++bound_, number));
  return *this;
}

Statement::Turn& Statement::Turn::bind_blob(std::string_view bytes) {
  check(sqlite3_bind_blob64(statement_.handle_, ++bound_, bytes.empty() ? "" : bytes.data(), bytes.size(), SQLITE_STATIC));
  return *this;
}

bool Statement::Turn::step() {
  const int result = sqlite3_step(statement_.handle_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  statement_.database_.fail(result);
}

std::string Statement::Turn::text(int column) const {
  const void* const data = sqlite3_column_blob(statement_.handle_, column);
  const int size = sqlite3_column_bytes(statement_.handle_, column);
  return data ? std::string(static_cast<const char*>(data), static_cast<std::size_t>(size)) : std::string();
}

std::int64_t Statement::Turn::integer(int column) const { return sqlite3_column_int64(statement_.handle_, column); }

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  const int result = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle_, nullptr);
  if (result != SQLITE_OK) database_.fail(result);
}

Statement::~Statement() { sqlite3_finalize(handle_); }

Transaction::~Transaction() {
  if (sqlite3_get_autocommit(database_.handle()) == 0) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace wagate::transport_webhook
