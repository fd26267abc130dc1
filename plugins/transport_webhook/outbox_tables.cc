#include "outbox_tables.h"

#include <iterator>
#include <string>

namespace wagate::transport_webhook {
namespace {

// "wago" in the header of the file: tells our outboxes from other databases.
constexpr std::int64_t kApplicationId = 0x7761676F;

// Step i leads from version i to version i + 1. Append only.
constexpr const char* kTableSteps[] = {
    "CREATE TABLE origin(tag TEXT NOT NULL);"
    "INSERT INTO origin VALUES(lower(hex(randomblob(6))));"
    // AUTOINCREMENT: a number is never used twice, so a receiver can tell a repeated delivery.
    "CREATE TABLE pending("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, delivery INTEGER NOT NULL, kind INTEGER NOT NULL, instance TEXT NOT NULL,"
    "  instance_name TEXT NOT NULL, event TEXT NOT NULL, body BLOB NOT NULL, created_ms INTEGER NOT NULL,"
    "  attempts INTEGER NOT NULL, next_ms INTEGER NOT NULL);"
    "CREATE INDEX pending_lane ON pending(kind, instance, id);"
    "CREATE TABLE dead("
    "  delivery INTEGER PRIMARY KEY, kind INTEGER NOT NULL, instance TEXT NOT NULL, instance_name TEXT NOT NULL,"
    "  event TEXT NOT NULL, body BLOB NOT NULL, created_ms INTEGER NOT NULL, died_ms INTEGER NOT NULL,"
    "  attempts INTEGER NOT NULL, status INTEGER NOT NULL, reason TEXT NOT NULL);"
    "CREATE INDEX dead_lane ON dead(instance, kind, delivery);"
    "CREATE INDEX dead_age ON dead(died_ms);",
};
constexpr std::int64_t kNewestTables = std::size(kTableSteps);

}  // namespace

void prepare_tables(Database& database) {
  const std::int64_t id = database.integer("PRAGMA application_id");
  const bool is_new = database.integer("SELECT count(*) FROM sqlite_schema") == 0;
  if (id != kApplicationId && !(id == 0 && is_new)) {
    throw OutboxFailure(database.path() + " is a database of another program, not an outbox of this gateway. Set path to "
                        "a file of its own.");
  }
  std::int64_t version = database.integer("PRAGMA user_version");
  if (version > kNewestTables) {
    throw OutboxFailure("the outbox " + database.path() + " has version " + std::to_string(version) +
                        " and was written by a newer gateway; this one knows versions up to " +
                        std::to_string(kNewestTables) + ". Install the newer gateway, or move the file away.");
  }
  if (is_new) database.execute("PRAGMA auto_vacuum=INCREMENTAL");
  if (database.text("PRAGMA journal_mode=WAL") != "wal") {
    throw OutboxFailure("the outbox " + database.path() + " cannot use a write-ahead log there. Put it on a local disk.");
  }
  // Synced at every commit; commits are shared by everything that came in meanwhile.
  database.execute("PRAGMA synchronous=FULL");
  database.execute("PRAGMA journal_size_limit=16777216");
  if (const std::string verdict = database.text("PRAGMA quick_check(1)"); verdict != "ok") {
    throw OutboxFailure("the outbox " + database.path() + " is damaged (" + verdict +
                        "). Stop the gateway and move it and the files beside it (-wal, -shm) away; what waited in it is "
                        "lost then.");
  }
  while (version < kNewestTables) {
    Transaction transaction(database);
    database.execute(kTableSteps[version]);
    database.execute("PRAGMA application_id=" + std::to_string(kApplicationId));
    database.execute("PRAGMA user_version=" + std::to_string(++version));
    transaction.commit();
  }
}

}  // namespace wagate::transport_webhook
