#include "sqlite/connection.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace wagate::sqlite {
namespace {

// Makes the file when it is not there. An existing file is not opened here: closing a second descriptor would drop the
// locks that another connection of this process holds.
void make_private_file(const Options& options) {
  const int file = ::open(options.path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) {
    ::close(file);
  } else if (errno != EEXIST) {
    throw Explanation(options.wording, options.path)
        .of({SQLITE_CANTOPEN, "unable to create the file", errno}, 0, false);
  }
}

const char* pragma_of(Durability durability) {
  return durability == Durability::every_commit ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL";
}

const char* pragma_of(Erasing erasing) {
  return erasing == Erasing::always ? "PRAGMA secure_delete=ON" : "PRAGMA secure_delete=FAST";
}

}  // namespace

Connection::Connection(const Options& options, Access access) : options_(options) {
  if (access == Access::write) make_private_file(options_);
  try {
    open(access);
  } catch (...) {
    close();
    throw;
  }
}

void Connection::open(Access access) {
  const int flags = (access == Access::write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX |
                    SQLITE_OPEN_EXRESCODE;
  const int result = sqlite3_open_v2(options_.path.c_str(), &handle_, flags, nullptr);
  if (result != SQLITE_OK) fail(result);
  if (options_.is_small) sqlite3_db_config(handle_, SQLITE_DBCONFIG_LOOKASIDE, nullptr, 0, 0);
  sqlite3_busy_timeout(handle_, options_.busy_timeout_ms);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  // Ahead of the first look at the file: it takes the lock, and without it the log would be shared.
  if (options_.is_exclusive) execute("PRAGMA locking_mode=EXCLUSIVE");
}

void Connection::take_over() {
  close_to_others();
  // These two are taken on by files without tables only.
  if (options_.is_small) execute("PRAGMA page_size=1024");
  if (options_.gives_pages_back) execute("PRAGMA auto_vacuum=INCREMENTAL");

  if (text("PRAGMA journal_mode=WAL") != "wal") throw explanation().no_log();
  execute(pragma_of(options_.durability));
  execute(pragma_of(options_.erasing));
  execute("PRAGMA journal_size_limit=" + std::to_string(options_.max_log_bytes));
  if (options_.is_small) execute("PRAGMA cache_size=-256");
  if (options_.max_bytes > 0) {
    const std::int64_t page = integer("PRAGMA page_size");
    execute("PRAGMA max_page_count=" + std::to_string(std::max<std::int64_t>(1, options_.max_bytes / page)));
  }
  if (options_.is_exclusive) execute("BEGIN EXCLUSIVE; COMMIT");
}

// The files beside it were made with its mode, when it was looked at.
void Connection::close_to_others() const {
  for (const char* end : {"", "-wal", "-shm"}) {
    const std::string path = options_.path + end;
    struct stat facts {};
    if (::stat(path.c_str(), &facts) == 0 && (facts.st_mode & 077) != 0 && ::chmod(path.c_str(), 0600) != 0)
      throw explanation().exposed();
  }
}

Connection::~Connection() { close(); }

void Connection::close() noexcept {
  kept_.clear();
  sqlite3_close_v2(handle_);
  handle_ = nullptr;
}

Query Connection::query(const char* literal) {
  return kept_.try_emplace(literal, *this, literal).first->second.begin();
}

void Connection::execute(const std::string& sql) {
  const int result = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) fail(result);
}

std::int64_t Connection::integer(std::string_view sql) {
  Statement statement(*this, sql);
  Query query = statement.begin();
  return query.step() ? query.integer(0) : 0;
}

std::string Connection::text(std::string_view sql) {
  Statement statement(*this, sql);
  Query query = statement.begin();
  return query.step() ? query.text(0) : std::string();
}

std::int64_t Connection::changes() const { return sqlite3_changes64(handle_); }

std::int64_t Connection::last_id() const { return sqlite3_last_insert_rowid(handle_); }

bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

void Connection::rest() {
  kept_.clear();
  execute("PRAGMA wal_checkpoint(TRUNCATE)");
  sqlite3_db_release_memory(handle_);
}

void Connection::fail(int result) const {
  Failure failure{result, handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(result), 0};
  const int kind = result & 0xFF;
  if (handle_ && (kind == SQLITE_CANTOPEN || kind == SQLITE_IOERR))
    failure.system_error = sqlite3_system_errno(handle_);
  throw explanation().of(failure, options_.busy_timeout_ms, options_.max_bytes > 0);
}

}  // namespace wagate::sqlite
