#include "migrations.h"

#include <cstdint>
#include <iterator>
#include <string>

#include "failure.h"

namespace wagate::archive_sqlite {

namespace {

// "wagA", written into the header of the file: tells our archives from other programs' databases.
constexpr std::int64_t kApplicationId = 0x77616741;

// Looking at every page takes about a second per gigabyte: larger archives are looked at when they
// are read.
constexpr std::int64_t kMaxCheckedBytes = 256 * 1024 * 1024;

// Step i leads from version i to version i + 1. Append only.
//
// An instance that was removed is marked as gone at once and emptied in small steps, which a crash
// only delays. A chat without row_id is one that is known from its messages alone. Times are Unix
// seconds (at) or milliseconds (_ms). The indexes end in the columns of filters, so that counting does
// not touch the rows.
constexpr const char* kSteps[] = {
    R"(
CREATE TABLE instance(id INTEGER PRIMARY KEY, uuid TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0,
  messages INTEGER NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX instance_by_uuid ON instance(uuid) WHERE gone=0;
CREATE INDEX instance_gone ON instance(gone) WHERE gone=1;

CREATE TABLE chat(id INTEGER PRIMARY KEY, instance INTEGER NOT NULL, jid TEXT NOT NULL, row_id TEXT, name TEXT,
  push_name TEXT, unread INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL DEFAULT 0,
  updated_ms INTEGER NOT NULL DEFAULT 0, messages INTEGER NOT NULL DEFAULT 0, last_at INTEGER NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX chat_by_jid ON chat(instance, jid);
CREATE UNIQUE INDEX chat_by_row ON chat(row_id) WHERE row_id IS NOT NULL;
CREATE INDEX chat_by_activity ON chat(instance, last_at, id);

CREATE TABLE message(id INTEGER PRIMARY KEY, instance INTEGER NOT NULL, chat INTEGER NOT NULL,
  message_id TEXT NOT NULL, row_id TEXT NOT NULL, from_me INTEGER NOT NULL, participant TEXT, type TEXT, source TEXT,
  at INTEGER NOT NULL, push_name TEXT, deleted INTEGER NOT NULL DEFAULT 0, edited INTEGER NOT NULL DEFAULT 0,
  key TEXT NOT NULL, context TEXT, content TEXT NOT NULL);
CREATE UNIQUE INDEX message_by_id ON message(instance, message_id, chat);
CREATE UNIQUE INDEX message_by_row ON message(row_id);
CREATE INDEX message_by_chat ON message(chat, at, id, from_me, type, source);
CREATE INDEX message_by_instance ON message(instance, at, id, from_me, type, source);

CREATE TABLE message_update(id INTEGER PRIMARY KEY, instance INTEGER NOT NULL, chat INTEGER NOT NULL,
  message INTEGER NOT NULL, row_id TEXT NOT NULL, status TEXT NOT NULL, participant TEXT NOT NULL);
CREATE UNIQUE INDEX update_by_message ON message_update(message, status, participant);
CREATE INDEX update_by_chat ON message_update(chat, id);
CREATE INDEX update_by_instance ON message_update(instance, id);

CREATE TABLE contact(id INTEGER PRIMARY KEY, instance INTEGER NOT NULL, jid TEXT NOT NULL, row_id TEXT NOT NULL,
  push_name TEXT, picture TEXT, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL);
CREATE UNIQUE INDEX contact_by_jid ON contact(instance, jid);
CREATE UNIQUE INDEX contact_by_row ON contact(row_id);

CREATE TABLE label(id INTEGER PRIMARY KEY, instance INTEGER NOT NULL, label_id TEXT NOT NULL, name TEXT,
  color INTEGER, predefined_id TEXT);
CREATE UNIQUE INDEX label_by_id ON label(instance, label_id);
CREATE TABLE chat_label(chat INTEGER NOT NULL, label_id TEXT NOT NULL, instance INTEGER NOT NULL,
  PRIMARY KEY(chat, label_id)) WITHOUT ROWID;
CREATE INDEX chat_label_by_label ON chat_label(instance, label_id);

CREATE TRIGGER message_added AFTER INSERT ON message BEGIN
  UPDATE instance SET messages=messages+1 WHERE id=NEW.instance;
  UPDATE chat SET messages=messages+1, last_at=max(last_at, NEW.at) WHERE id=NEW.chat;
END;
CREATE TRIGGER message_removed AFTER DELETE ON message BEGIN
  DELETE FROM message_update WHERE message=OLD.id;
  UPDATE instance SET messages=messages-1 WHERE id=OLD.instance;
  UPDATE chat SET messages=messages-1, last_at=CASE WHEN OLD.at<last_at THEN last_at
    ELSE coalesce((SELECT max(at) FROM message WHERE chat=OLD.chat), 0) END WHERE id=OLD.chat;
END;
CREATE TRIGGER chat_removed AFTER DELETE ON chat BEGIN
  DELETE FROM chat_label WHERE chat=OLD.id;
END;
)",
};
constexpr std::int64_t kNewest = std::size(kSteps);

void check_intact(Database& database) {
  if (database.integer("PRAGMA page_count") * database.integer("PRAGMA page_size") > kMaxCheckedBytes) return;
  const std::string verdict = database.text("PRAGMA quick_check(1)");
  if (verdict == "ok") return;
  throw ArchiveFailure(abi::StatusCode::internal, "the archive " + database.path() + " is damaged (" + verdict +
                                                      "). " + way_out_of_damage(database.path()));
}

void check_ours(Database& database) {
  const std::int64_t id = database.integer("PRAGMA application_id");
  const bool is_new = database.integer("SELECT count(*) FROM sqlite_schema") == 0;
  if (id == kApplicationId || (id == 0 && is_new)) return;
  throw ArchiveFailure(abi::StatusCode::failed_precondition,
                       database.path() + " is a database of another program, not an archive of this gateway. Set path "
                       "to a file of its own.");
}

}  // namespace

void migrate(Database& database) {
  check_ours(database);
  std::int64_t version = database.integer("PRAGMA user_version");
  if (version > kNewest) {
    throw ArchiveFailure(abi::StatusCode::failed_precondition,
                         "the archive " + database.path() + " has version " + std::to_string(version) +
                             " and was written by a newer gateway; this one knows versions up to " +
                             std::to_string(kNewest) + ". Install the newer gateway, or set path to another file to "
                             "begin a new archive.");
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

}  // namespace wagate::archive_sqlite
