#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sqlite/connection.h"
#include "record.h"

namespace wagate::archive_sqlite {

// The messages and the changes of their status. Chats count theirs by triggers.
class MessageTable {
 public:
  explicit MessageTable(sqlite::Connection& database) : database_(database) {}

  // The row of a message, or 0.
  std::int64_t find(std::int64_t instance, std::int64_t chat, std::string_view message_id);

  void insert(std::int64_t instance, std::int64_t chat, const MessageRecord& record, std::int64_t now_ms);

  // The same message again: its place among the others and what an edit made of it stay.
  void update(std::int64_t message, const MessageRecord& record);

  std::string content(std::int64_t message);
  void set_content(std::int64_t message, const EditedContent& content);
  void mark_deleted(std::int64_t message);
  void remove(std::int64_t message);

  // False when the message had that status before.
  bool add_status(std::int64_t instance, std::int64_t chat, std::int64_t message, std::string_view status,
                  std::string_view participant, std::int64_t now_ms);

 private:
  sqlite::Connection& database_;
  sqlite::Statement find_{database_, "SELECT id FROM message WHERE instance=?1 AND message_id=?2 AND chat=?3"};
  sqlite::Statement insert_{database_,
                    "INSERT INTO message(instance, chat, message_id, row_id, from_me, participant, type, source, at, "
                    "push_name, key, context, content) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)"};
  sqlite::Statement update_{database_,
                    "UPDATE message SET from_me=?2, participant=?3, type=CASE WHEN edited THEN type ELSE ?4 END, "
                    "source=?5, push_name=?6, key=?7, context=?8, content=CASE WHEN edited THEN content ELSE ?9 END "
                    "WHERE id=?1"};
  sqlite::Statement content_{database_, "SELECT content FROM message WHERE id=?1"};
  sqlite::Statement set_content_{database_, "UPDATE message SET type=?2, content=?3, edited=1 WHERE id=?1"};
  sqlite::Statement mark_deleted_{database_, "UPDATE message SET deleted=1 WHERE id=?1"};
  sqlite::Statement remove_{database_, "DELETE FROM message WHERE id=?1"};
  sqlite::Statement add_status_{database_,
                        "INSERT INTO message_update(instance, chat, message, row_id, status, participant) "
                        "VALUES(?1,?2,?3,?4,?5,?6) ON CONFLICT DO NOTHING"};
};

}  // namespace wagate::archive_sqlite
