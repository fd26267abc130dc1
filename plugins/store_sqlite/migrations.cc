#include "migrations.h"

#include <cstdint>
#include <iterator>
#include <string>

#include "failure.h"

namespace wagate::store_sqlite {

namespace {

// "wagt", written into the header of the file: tells our stores from other programs' databases.
constexpr std::int64_t kApplicationId = 0x77616774;

// Step i leads from version i to version i + 1. Append only.
//
// Versions of entries come from one counter for the whole store, so that a key that was removed and
// written again never gets a version somebody may still remember.
constexpr const char* kSteps[] = {
    "CREATE TABLE entry("
    "  space TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, version INTEGER NOT NULL,"
    "  PRIMARY KEY(space, key));"
    "CREATE TABLE counter(version INTEGER NOT NULL);"
    "INSERT INTO counter VALUES(0);",
};
constexpr std::int64_t kNewest = std::size(kSteps);

void check_intact(Database& database) {
  const std::string verdict = database.text("PRAGMA quick_check(1)");
  if (verdict == "ok") return;
  throw StoreFailure(abi::StatusCode::internal,
                     "the store " + database.path() + " is damaged (" + verdict +
                         "). Stop the gateway and restore the file from a backup; to begin anew with an empty store, "
                         "move it and the files " + database.path() + "-wal and " + database.path() + "-shm away.");
}

void check_ours(Database& database) {
  const std::int64_t id = database.integer("PRAGMA application_id");
  const bool is_new = database.integer("SELECT count(*) FROM sqlite_schema") == 0;
  if (id == kApplicationId || (id == 0 && is_new)) return;
  throw StoreFailure(abi::StatusCode::failed_precondition,
                     database.path() + " is a database of another program, not a store of this gateway. Set path to a "
                     "file of its own.");
}

}  // namespace

void migrate(Database& database) {
  check_ours(database);
  std::int64_t version = database.integer("PRAGMA user_version");
  if (version > kNewest) {
    throw StoreFailure(abi::StatusCode::failed_precondition,
                       "the store " + database.path() + " has version " + std::to_string(version) +
                           " and was written by a newer gateway; this one knows versions up to " +
                           std::to_string(kNewest) + ". Install the newer gateway, or restore the backup made before "
                           "the upgrade.");
  }
  database.take_over();
  check_intact(database);

  while (version < kNewest) {
    Transaction transaction(database);
    // Another gateway may have been quicker while this one waited for the lock.
    version = database.integer("PRAGMA user_version");
    if (version >= kNewest) break;
    database.execute(kSteps[version]);
    database.execute("PRAGMA application_id=" + std::to_string(kApplicationId));
    database.execute("PRAGMA user_version=" + std::to_string(++version));
    transaction.commit();
  }
}

}  // namespace wagate::store_sqlite
