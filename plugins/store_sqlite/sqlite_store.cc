#include "sqlite_store.h"

#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "failure.h"
#include "migrations.h"

namespace wagate::store_sqlite {

namespace {

constexpr std::size_t kPageRows = 256;
constexpr std::size_t kPageBytes = 1024 * 1024;

void check_name(const char* what, std::string_view name, bool may_be_empty) {
  if (name.empty() && !may_be_empty)
    throw StoreFailure(abi::StatusCode::invalid_argument, std::string("the ") + what + " of an entry is empty");
  if (name.size() > SqliteStore::kMaxName)
    throw StoreFailure(abi::StatusCode::invalid_argument,
                       std::string("the ") + what + " of an entry has " + std::to_string(name.size()) +
                           " bytes; at most " + std::to_string(SqliteStore::kMaxName) + " are allowed");
  if (name.find('\0') != std::string_view::npos)
    throw StoreFailure(abi::StatusCode::invalid_argument,
                       std::string("the ") + what + " of an entry contains a zero byte; names are text");
}

// The first text behind all that begin with `prefix` in byte order; nothing when there is none.
std::optional<std::string> behind(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty()) {
    auto& last = reinterpret_cast<unsigned char&>(end.back());
    if (last != 0xFF) {
      ++last;
      return end;
    }
    end.pop_back();
  }
  return std::nullopt;
}

// Runs a step of the store and turns what it throws into a code and a sentence.
template <typename Function>
abi::StatusCode contain(abi::ErrorOut& error, Function&& function) noexcept {
  try {
    return function();
  } catch (const StoreFailure& failure) {
    return abi::fail(error, failure.code(), failure.what());
  } catch (const std::exception& failure) {
    return abi::fail(error, abi::StatusCode::internal, failure.what());
  }
}

}  // namespace

struct SqliteStore::Connection {
  // The database has its tables already: statements are compiled against them.
  explicit Connection(std::unique_ptr<Database> migrated) : owner(std::move(migrated)) {}

  std::unique_ptr<Database> owner;
  Database& database = *owner;
  Statement select{database, "SELECT value, version FROM entry WHERE space=?1 AND key=?2"};
  Statement count{database, "UPDATE counter SET version=version+1 RETURNING version"};
  Statement write_any{database,
                      "INSERT INTO entry VALUES(?1,?2,?3,?4) ON CONFLICT(space,key) DO UPDATE SET "
                      "value=excluded.value, version=excluded.version"};
  Statement write_new{database, "INSERT INTO entry VALUES(?1,?2,?3,?4) ON CONFLICT(space,key) DO NOTHING"};
  Statement write_same{database, "UPDATE entry SET value=?3, version=?4 WHERE space=?1 AND key=?2 AND version=?5"};
  Statement erase{database, "DELETE FROM entry WHERE space=?1 AND key=?2"};
  Statement page_from{database,
                      "SELECT key, value, version FROM entry WHERE space=?1 AND key>=?2 ORDER BY key"};
  Statement page_after{database,
                       "SELECT key, value, version FROM entry WHERE space=?1 AND key>?2 ORDER BY key"};
};

struct SqliteStore::Row {
  std::string key;
  std::string value;
  std::uint64_t version;
};

struct SqliteStore::Page {
  std::vector<Row> rows;
  bool last = true;
};

SqliteStore::SqliteStore() = default;

SqliteStore::~SqliteStore() = default;

void SqliteStore::open(const Database::Options& options) {
  std::lock_guard lock(mutex_);
  if (connection_) return;
  auto database = std::make_unique<Database>(options);
  migrate(*database);
  connection_ = std::make_unique<Connection>(std::move(database));
}

void SqliteStore::close() {
  std::lock_guard lock(mutex_);
  connection_.reset();
}

SqliteStore::Connection& SqliteStore::connection() {
  if (!connection_) throw StoreFailure(abi::StatusCode::unavailable, "the store is closed: the gateway is stopping");
  return *connection_;
}

abi::StatusCode SqliteStore::get(abi::StringRef space, abi::StringRef key, abi::StoreVisitor& visitor,
                                 abi::ErrorOut& error) noexcept {
  return contain(error, [&] {
    check_name("space", space, false);
    check_name("key", key, false);
    std::optional<Row> row;
    {
      std::lock_guard lock(mutex_);
      auto turn = connection().select.begin();
      turn.bind_text(1, space).bind_text(2, key);
      if (turn.step()) row = Row{{}, std::string(turn.bytes(0)), static_cast<std::uint64_t>(turn.integer(1))};
    }
    if (!row)
      return abi::fail(error, abi::StatusCode::not_found, "the space \"" + space.str() + "\" has no such entry");

    visitor.visit(key, row->value, row->version);
    return abi::StatusCode::ok;
  });
}

abi::StatusCode SqliteStore::put(abi::StringRef space, abi::StringRef key, abi::StringRef value,
                                 std::uint64_t expected, abi::ErrorOut& error) noexcept {
  return contain(error, [&] {
    check_name("space", space, false);
    check_name("key", key, false);
    if (value.size > kMaxValue)
      return abi::fail(error, abi::StatusCode::invalid_argument,
                       "a value for the space \"" + space.str() + "\" has " + std::to_string(value.size) +
                           " bytes; at most " + std::to_string(kMaxValue) + " are allowed");
    if (write(space, key, value, expected)) return abi::StatusCode::ok;
    return abi::fail(error, abi::StatusCode::failed_precondition,
                     expected == abi::kMustNotExist
                         ? "the space \"" + space.str() + "\" has such an entry already"
                         : "an entry of the space \"" + space.str() + "\" was changed or removed since it was read; "
                               "read it again and decide anew");
  });
}

bool SqliteStore::write(std::string_view space, std::string_view key, std::string_view value, std::uint64_t expected) {
  std::lock_guard lock(mutex_);
  Connection& on = connection();
  Transaction transaction(on.database);

  std::int64_t version = 0;
  {
    auto turn = on.count.begin();
    if (turn.step()) version = turn.integer(0);
    while (turn.step()) {
    }
  }
  Statement& statement = expected == abi::kAnyVersion     ? on.write_any
                         : expected == abi::kMustNotExist ? on.write_new
                                                          : on.write_same;
  {
    auto turn = statement.begin();
    turn.bind_text(1, space).bind_text(2, key).bind_blob(3, value).bind_integer(4, version);
    if (&statement == &on.write_same) turn.bind_integer(5, static_cast<std::int64_t>(expected));
    turn.step();
  }
  if (on.database.changes() == 0) return false;
  transaction.commit();
  return true;
}

abi::StatusCode SqliteStore::remove(abi::StringRef space, abi::StringRef key, abi::ErrorOut& error) noexcept {
  return contain(error, [&] {
    check_name("space", space, false);
    check_name("key", key, false);
    std::lock_guard lock(mutex_);
    auto turn = connection().erase.begin();
    turn.bind_text(1, space).bind_text(2, key).step();
    return abi::StatusCode::ok;
  });
}

abi::StatusCode SqliteStore::scan(abi::StringRef space, abi::StringRef prefix, abi::StoreVisitor& visitor,
                                  abi::ErrorOut& error) noexcept {
  return contain(error, [&] {
    check_name("space", space, false);
    check_name("prefix", prefix, true);
    std::optional<std::string> after;
    while (true) {
      Page page = read_page(space, prefix, after ? &*after : nullptr);
      for (const Row& row : page.rows)
        if (!visitor.visit(row.key, row.value, row.version)) return abi::StatusCode::ok;
      if (page.last) return abi::StatusCode::ok;
      after = std::move(page.rows.back().key);
    }
  });
}

SqliteStore::Page SqliteStore::read_page(std::string_view space, std::string_view prefix, const std::string* after) {
  const std::optional<std::string> end = behind(prefix);
  Page page;
  std::size_t bytes = 0;

  std::lock_guard lock(mutex_);
  auto turn = (after ? connection().page_after : connection().page_from).begin();
  turn.bind_text(1, space).bind_text(2, after ? std::string_view(*after) : prefix);
  while (turn.step()) {
    const std::string_view key = turn.bytes(0);
    if (end && key >= *end) return page;
    if (page.rows.size() == kPageRows || bytes >= kPageBytes) {
      page.last = false;
      return page;
    }
    page.rows.push_back({std::string(key), std::string(turn.bytes(1)), static_cast<std::uint64_t>(turn.integer(2))});
    bytes += page.rows.back().value.size();
  }
  return page;
}

}  // namespace wagate::store_sqlite
