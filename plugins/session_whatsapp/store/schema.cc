#include "store/schema.h"

#include <cstdint>
#include <iterator>
#include <string>

namespace wagate::session_whatsapp {
namespace {

// "wgwa", in the header of the file: tells our sessions from other databases.
constexpr std::int64_t kApplicationId = 0x77677761;

// Step i leads from version i to version i + 1. Append only.
constexpr const char* kSteps[] = {
    // Small values: keys of the device, the account, positions.
    "CREATE TABLE value(name TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;"

    // Signal. Names and devices as in SignalAddress.
    "CREATE TABLE prekey(id INTEGER PRIMARY KEY, secret BLOB NOT NULL, uploaded INTEGER NOT NULL);"
    "CREATE TABLE signed_prekey(id INTEGER PRIMARY KEY, secret BLOB NOT NULL, signature BLOB NOT NULL);"
    "CREATE TABLE session(name TEXT NOT NULL, device INTEGER NOT NULL, record BLOB NOT NULL,"
    "  PRIMARY KEY(name, device));"
    "CREATE TABLE identity(name TEXT NOT NULL, device INTEGER NOT NULL, key BLOB NOT NULL,"
    "  PRIMARY KEY(name, device));"
    "CREATE TABLE sender_key(grp TEXT NOT NULL, name TEXT NOT NULL, device INTEGER NOT NULL, record BLOB NOT NULL,"
    "  PRIMARY KEY(grp, name, device));"
    // Devices that have our present sender key of a group.
    "CREATE TABLE sender_key_holder(grp TEXT NOT NULL, device TEXT NOT NULL, PRIMARY KEY(grp, device)) WITHOUT ROWID;"

    // Who has which devices and names.
    "CREATE TABLE device_list(account TEXT PRIMARY KEY, devices TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE lid(pn TEXT PRIMARY KEY, lid TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE UNIQUE INDEX lid_by_lid ON lid(lid);"

    // Messages. Times are Unix seconds.
    "CREATE TABLE seen(chat TEXT NOT NULL, sender TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL,"
    "  PRIMARY KEY(chat, sender, id)) WITHOUT ROWID;"
    "CREATE INDEX seen_by_time ON seen(at);"
    "CREATE TABLE sent(id TEXT NOT NULL, chat TEXT NOT NULL, message BLOB NOT NULL, at INTEGER NOT NULL,"
    "  PRIMARY KEY(id, chat));"
    "CREATE INDEX sent_by_time ON sent(at);"
    "CREATE TABLE message_secret(chat TEXT NOT NULL, sender TEXT NOT NULL, id TEXT NOT NULL, secret BLOB NOT NULL,"
    "  at INTEGER NOT NULL, PRIMARY KEY(chat, sender, id)) WITHOUT ROWID;"
    "CREATE INDEX message_secret_by_time ON message_secret(at);"
    // How often a message was asked for again (ours to them, theirs to us).
    "CREATE TABLE retry(id TEXT NOT NULL, peer TEXT NOT NULL, count INTEGER NOT NULL, at INTEGER NOT NULL,"
    "  PRIMARY KEY(id, peer)) WITHOUT ROWID;"
    "CREATE TABLE contact_token(account TEXT PRIMARY KEY, token BLOB NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;"

    // App state.
    "CREATE TABLE app_state_key(id BLOB PRIMARY KEY, key BLOB NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE app_state(collection TEXT PRIMARY KEY, version INTEGER NOT NULL, hash BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE app_state_mac(collection TEXT NOT NULL, index_mac BLOB NOT NULL, value_mac BLOB NOT NULL,"
    "  PRIMARY KEY(collection, index_mac)) WITHOUT ROWID;",

    // Labels of a business account, and histories that were announced and are not published yet.
    "CREATE TABLE label(id TEXT PRIMARY KEY, name TEXT NOT NULL, color INTEGER NOT NULL, predefined TEXT NOT NULL)"
    "  WITHOUT ROWID;"
    "CREATE TABLE history(number INTEGER PRIMARY KEY, message TEXT NOT NULL, notification BLOB NOT NULL,"
    "  begun INTEGER NOT NULL, published INTEGER NOT NULL);",

    // Messages that were sent and that the server has not acknowledged yet, as the stanzas that went out.
    "CREATE TABLE outgoing(number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, stanza BLOB NOT NULL,"
    "  attempts INTEGER NOT NULL, at INTEGER NOT NULL);"
    "CREATE INDEX outgoing_by_id ON outgoing(id);",
};
constexpr std::int64_t kNewest = std::size(kSteps);

}  // namespace

void prepare_schema(Database& database) {
  using Kind = StoreError::Kind;
  const std::string file = "the session file " + database.path();
  const std::int64_t id = database.integer("PRAGMA application_id");
  const bool is_new = database.integer("SELECT count(*) FROM sqlite_schema") == 0;
  if (id != kApplicationId && !(id == 0 && is_new)) {
    throw StoreError(Kind::unusable, file + " is a database of another program. Move it away or set another folder.");
  }
  std::int64_t version = database.integer("PRAGMA user_version");
  if (version > kNewest) {
    throw StoreError(Kind::unusable, file + " has version " + std::to_string(version) + "; this gateway knows up to " +
                                         std::to_string(kNewest) + ". Install the gateway that wrote it or a newer one.");
  }
  if (!is_new && database.text("PRAGMA quick_check(1)") != "ok") {
    throw StoreError(Kind::unusable, file + " is damaged. Restore it from a backup, or move it and " +
                                         database.path() + "-wal away and pair the phone again.");
  }
  if (version == kNewest) return;
  database.execute("BEGIN IMMEDIATE");
  for (; version < kNewest; ++version) database.execute(kSteps[version]);
  database.execute("PRAGMA application_id=" + std::to_string(kApplicationId));
  database.execute("PRAGMA user_version=" + std::to_string(kNewest));
  database.execute("COMMIT");
}

}  // namespace wagate::session_whatsapp
