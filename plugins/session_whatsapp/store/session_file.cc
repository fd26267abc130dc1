#include "store/session_file.h"

#include <utility>

#include "sqlite/migrations.h"

namespace wagate::session_whatsapp {
namespace {

constexpr sqlite::Wording kSessionFileWording{
    .file = "the session file",
    .contents = "keys",
    .when_in_use = "Stop the other gateway, or give each its own data folder.",
    .when_damaged = "Restore it from a backup, or move it and {path}-wal away and pair the phone again.",
    .when_foreign = "Move it away or set another folder.",
    .when_newer = "Install the gateway that wrote it or a newer one.",
};

constexpr const char* kSessionFileSteps[] = {
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
constexpr sqlite::Schema kSessionFileSchema{.application_id = 0x77677761 /* "wgwa" */, .steps = kSessionFileSteps};

}  // namespace

std::unique_ptr<sqlite::Connection> open_session_file(std::string path) {
  sqlite::Options options;
  options.path = std::move(path);
  options.wording = kSessionFileWording;
  options.busy_timeout_ms = 0;
  // A commit is on the disk when it returns: a ratchet that went back in time is a session that is lost.
  options.durability = sqlite::Durability::every_commit;
  options.erasing = sqlite::Erasing::always;
  options.max_log_bytes = 1024 * 1024;
  // Two processes with the same keys would throw each other off the server for ever.
  options.is_exclusive = true;
  // Hundreds of these are open in one process, and most of them rest.
  options.is_small = true;
  auto connection = std::make_unique<sqlite::Connection>(options);
  sqlite::prepare(*connection, kSessionFileSchema);
  return connection;
}

}  // namespace wagate::session_whatsapp
