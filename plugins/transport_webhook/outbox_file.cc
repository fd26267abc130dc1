#include "outbox_file.h"

#include "sqlite/migrations.h"

namespace wagate::transport_webhook {
namespace {

constexpr sqlite::Wording kOutboxWording{
    .file = "the outbox",
    .contents = "messages",
    .when_damaged =
        "Stop the gateway and move {path} and the files {path}-wal and {path}-shm away; what waited in it is lost "
        "then.",
    .when_newer = "Install the newer gateway, or move the file away.",
};

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
constexpr sqlite::Schema kOutboxSchema{.application_id = 0x7761676F /* "wago" */, .steps = kTableSteps};

}  // namespace

std::unique_ptr<sqlite::Connection> open_outbox(const std::string& path) {
  sqlite::Options options;
  options.path = path;
  options.wording = kOutboxWording;
  options.busy_timeout_ms = 500;
  options.gives_pages_back = true;
  auto connection = std::make_unique<sqlite::Connection>(options);
  sqlite::prepare(*connection, kOutboxSchema);
  return connection;
}

}  // namespace wagate::transport_webhook
