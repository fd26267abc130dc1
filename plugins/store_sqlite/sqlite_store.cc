#include "sqlite_store.h"

#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "sqlite/transaction.h"
#include "store_file.h"
#include "wagate/plugin.h"

namespace wagate::store_sqlite {

namespace {

constexpr std::size_t kPageRows = 256;
constexpr std::size_t kPageBytes = 1024 * 1024;

void check_name(const char* what, std::string_view name, bool may_be_empty) {
  if (name.empty() && !may_be_empty)
    throw PluginError(abi::StatusCode::invalid_argument, std::string("the ") + what + " of an entry is empty");
  if (name.size() > SqliteStore::kMaxName)
    throw PluginError(abi::StatusCode::invalid_argument, std::string("the ") + what + " of an entry has " +
                                                             std::to_string(name.size()) + " bytes; at most " +
                                                             std::to_string(SqliteStore::kMaxName) + " are allowed");
  if (name.find('\0') != std::string_view::npos)
    throw PluginError(abi::StatusCode::invalid_argument,
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
  } catch (const PluginError& failure) {
    return abi::fail(error, failure.code(), failure.what());
  } catch (const std::exception& failure) {
    return abi::fail(error, abi::StatusCode::internal, failure.what());
  }
}

}  // namespace

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

void SqliteStore::open(const sqlite::Options& options) {
  std::lock_guard lock(mutex_);
  if (connection_) return;
  connection_ = open_store(options);
}

void SqliteStore::close() {
  std::lock_guard lock(mutex_);
  connection_.reset();
}

sqlite::Connection& SqliteStore::connection() {
  if (!connection_) throw PluginError(abi::StatusCode::unavailable, "the store is closed: the gateway is stopping");
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
      auto query = connection().query("SELECT value, version FROM entry WHERE space=? AND key=?");
      query.bind(space).bind(key);
      if (query.step()) row = Row{{}, query.text(0), static_cast<std::uint64_t>(query.integer(1))};
    }
    if (!row)
      return abi::fail(error, abi::StatusCode::not_found, "the space \"" + space.str() + "\" has no such entry");

    visitor.visit(key, row->value, row->version);
    return abi::StatusCode::ok;
  });
}

abi::StatusCode SqliteStore::put(abi::StringRef space, abi::StringRef key, abi::StringRef value, std::uint64_t expected,
                                 abi::ErrorOut& error) noexcept {
  return contain(error, [&] {
    check_name("space", space, false);
    check_name("key", key, false);
    if (value.size > kMaxValue)
      return abi::fail(error, abi::StatusCode::invalid_argument,
                       "a value for the space \"" + space.str() + "\" has " + std::to_string(value.size) +
                           " bytes; at most " + std::to_string(kMaxValue) + " are allowed");
    if (write(space, key, value, expected)) return abi::StatusCode::ok;
    return abi::fail(error, abi::StatusCode::failed_precondition,
                     expected == abi::kMustNotExist ? "the space \"" + space.str() + "\" has such an entry already"
                                                    : "an entry of the space \"" + space.str() +
                                                          "\" was changed or removed since it was read; "
                                                          "read it again and decide anew");
  });
}

bool SqliteStore::write(std::string_view space, std::string_view key, std::string_view value, std::uint64_t expected) {
  std::lock_guard lock(mutex_);
  sqlite::Connection& database = connection();
  sqlite::Transaction transaction(database);

  std::int64_t version = 0;
  {
    auto query = database.query("UPDATE counter SET version=version+1 RETURNING version");
    if (query.step()) version = query.integer(0);
    while (query.step()) {
    }
  }
  constexpr const char* kWriteAny =
      "INSERT INTO entry VALUES(?1,?2,?3,?4) ON CONFLICT(space,key) DO UPDATE SET value=excluded.value, "
      "version=excluded.version";
  constexpr const char* kWriteNew = "INSERT INTO entry VALUES(?1,?2,?3,?4) ON CONFLICT(space,key) DO NOTHING";
  constexpr const char* kWriteSame = "UPDATE entry SET value=?3, version=?4 WHERE space=?1 AND key=?2 AND version=?5";
  const bool is_same = expected != abi::kAnyVersion && expected != abi::kMustNotExist;
  {
    auto query = database.query(is_same ? kWriteSame : expected == abi::kAnyVersion ? kWriteAny : kWriteNew);
    query.bind(space).bind(key).bind_bytes(value).bind(version);
    if (is_same) query.bind(static_cast<std::int64_t>(expected));
    query.run();
  }
  if (database.changes() == 0) return false;
  transaction.commit();
  return true;
}

abi::StatusCode SqliteStore::remove(abi::StringRef space, abi::StringRef key, abi::ErrorOut& error) noexcept {
  return contain(error, [&] {
    check_name("space", space, false);
    check_name("key", key, false);
    std::lock_guard lock(mutex_);
    connection().query("DELETE FROM entry WHERE space=? AND key=?").bind(space).bind(key).run();
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
  auto query =
      connection().query(after ? "SELECT key, value, version FROM entry WHERE space=? AND key>? ORDER BY key"
                               : "SELECT key, value, version FROM entry WHERE space=? AND key>=? ORDER BY key");
  query.bind(space).bind(after ? std::string_view(*after) : prefix);
  while (query.step()) {
    const std::string_view key = query.view(0);
    if (end && key >= *end) return page;
    if (page.rows.size() == kPageRows || bytes >= kPageBytes) {
      page.last = false;
      return page;
    }
    page.rows.push_back({std::string(key), query.text(1), static_cast<std::uint64_t>(query.integer(2))});
    bytes += page.rows.back().value.size();
  }
  return page;
}

}  // namespace wagate::store_sqlite
