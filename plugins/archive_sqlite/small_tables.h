#pragma once

#include <cstdint>
#include <string_view>

#include "sqlite/connection.h"
#include "record.h"

namespace wagate::archive_sqlite {

// The instances something is kept of.
class InstanceTable {
 public:
  explicit InstanceTable(sqlite::Connection& database) : database_(database) {}

  std::int64_t find(std::string_view uuid);  // 0: nothing is kept of it
  std::int64_t ensure(std::string_view uuid);

  // Nobody finds it any more; its rows are removed later. False when nothing was kept.
  bool mark_gone(std::string_view uuid);

 private:
  sqlite::Connection& database_;
  sqlite::Statement find_{database_, "SELECT id FROM instance WHERE uuid=?1 AND gone=0"};
  sqlite::Statement insert_{database_, "INSERT INTO instance(uuid) VALUES(?1)"};
  sqlite::Statement mark_gone_{database_, "UPDATE instance SET gone=1 WHERE uuid=?1 AND gone=0"};
};

class ContactTable {
 public:
  explicit ContactTable(sqlite::Connection& database) : database_(database) {}

  // Adds the contact or changes it; what the record does not tell stays.
  void put(std::int64_t instance, const ContactRecord& record, std::int64_t now_ms);

 private:
  sqlite::Connection& database_;
  sqlite::Statement put_{database_,
                 "INSERT INTO contact(instance, jid, row_id, push_name, picture, created_ms, updated_ms) "
                 "VALUES(?1,?2,?3,?4,?5,?6,?6) ON CONFLICT(instance, jid) DO UPDATE SET "
                 "push_name=coalesce(excluded.push_name, push_name), picture=coalesce(excluded.picture, picture), "
                 "updated_ms=excluded.updated_ms"};
};

class LabelTable {
 public:
  explicit LabelTable(sqlite::Connection& database) : database_(database) {}

  void put(std::int64_t instance, const LabelRecord& record);
  void remove(std::int64_t instance, std::string_view label_id);  // from its chats, too
  void attach(std::int64_t instance, std::int64_t chat, std::string_view label_id);
  void detach(std::int64_t chat, std::string_view label_id);

 private:
  sqlite::Connection& database_;
  sqlite::Statement put_{database_,
                 "INSERT INTO label(instance, label_id, name, color, predefined_id) VALUES(?1,?2,?3,?4,?5) "
                 "ON CONFLICT(instance, label_id) DO UPDATE SET name=excluded.name, color=excluded.color, "
                 "predefined_id=excluded.predefined_id"};
  sqlite::Statement remove_{database_, "DELETE FROM label WHERE instance=?1 AND label_id=?2"};
  sqlite::Statement remove_uses_{database_, "DELETE FROM chat_label WHERE instance=?1 AND label_id=?2"};
  sqlite::Statement attach_{database_,
                    "INSERT INTO chat_label(chat, label_id, instance) VALUES(?1,?2,?3) ON CONFLICT DO NOTHING"};
  sqlite::Statement detach_{database_, "DELETE FROM chat_label WHERE chat=?1 AND label_id=?2"};
};

}  // namespace wagate::archive_sqlite
