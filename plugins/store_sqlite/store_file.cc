#include "store_file.h"

#include <utility>

#include "sqlite/migrations.h"

namespace wagate::store_sqlite {
namespace {

constexpr sqlite::Wording kWording{
    .file = "the store",
    .contents = "keys",
    .when_in_use =
        "Is a second gateway, a backup or an sqlite3 shell using it? Stop that program, or raise busy_timeout_ms.",
    .when_full = "Nothing was changed. Free space in {folder} or raise max_size_mb, then try again.",
    .when_damaged =
        "Stop the gateway and restore the file from a backup; to begin anew with an empty store, move it and the "
        "files {path}-wal and {path}-shm away.",
};

// Versions of entries come from one counter for the whole store, so that a key that was removed and
// written again never gets a version somebody may still remember.
constexpr const char* kSteps[] = {
    "CREATE TABLE entry("
    "  space TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, version INTEGER NOT NULL,"
    "  PRIMARY KEY(space, key));"
    "CREATE TABLE counter(version INTEGER NOT NULL);"
    "INSERT INTO counter VALUES(0);",
};
constexpr sqlite::Schema kSchema{.application_id = 0x77616774 /* "wagt" */, .steps = kSteps};

}  // namespace

sqlite::Options store_options(std::string path) {
  sqlite::Options options;
  options.path = std::move(path);
  options.wording = kWording;
  return options;
}

std::unique_ptr<sqlite::Connection> open_store(const sqlite::Options& options) {
  auto connection = std::make_unique<sqlite::Connection>(options);
  sqlite::prepare(*connection, kSchema);
  return connection;
}

}  // namespace wagate::store_sqlite
