#include "archive_file.h"

#include <utility>

#include "sqlite/migrations.h"

namespace wagate::archive_sqlite {
namespace {

constexpr sqlite::Wording kWording{
    .file = "the archive",
    .contents = "messages",
    .when_full =
        "Free space in {folder}, raise max_size_mb, or keep less with max_age_days or max_messages_per_instance.",
    .when_damaged =
        "Stop the gateway and move {path} and the files {path}-wal and {path}-shm away: the gateway begins a new "
        "archive, and instances are not affected. Or put a backup in its place.",
    .when_newer = "Install the newer gateway, or set path to another file to begin a new archive.",
};

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
constexpr sqlite::Schema kSchema{.application_id = 0x77616741 /* "wagA" */, .steps = kSteps};

}  // namespace

sqlite::Options archive_options(std::string path) {
  sqlite::Options options;
  options.path = std::move(path);
  options.wording = kWording;
  options.durability = sqlite::Durability::checkpoints;
  options.erasing = sqlite::Erasing::cheap;
  options.max_log_bytes = 64 * 1024 * 1024;
  options.max_checked_bytes = 256 * 1024 * 1024;
  options.gives_pages_back = true;
  return options;
}

std::unique_ptr<sqlite::Connection> open_archive(const sqlite::Options& options) {
  auto connection = std::make_unique<sqlite::Connection>(options);
  sqlite::prepare(*connection, kSchema);
  return connection;
}

}  // namespace wagate::archive_sqlite
