#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sqlite/connection.h"

namespace wagate::archive_sqlite {

// The chats. One that is known only from its messages has an entry and no row: clients see it
// without an id.
class ChatTable {
 public:
  explicit ChatTable(sqlite::Connection& database) : database_(database) {}

  // The entry of a chat, or 0.
  std::int64_t find(std::int64_t instance, std::string_view jid);
  std::int64_t find_row(std::int64_t instance, std::string_view row_id);

  // The entry of a chat, made when there is none.
  std::int64_t ensure(std::int64_t instance, std::string_view jid);

  // Gives the entry a row, unless it has one.
  void ensure_row(std::int64_t chat, std::int64_t now_ms);

  // What an event tells about it; an empty name and no count are not told.
  void describe(std::int64_t chat, std::string_view name, std::optional<std::int64_t> unread, std::int64_t now_ms);

  void touch(std::int64_t chat, std::int64_t now_ms);

  // A message of somebody else arrived; `push_name` is theirs, empty in groups.
  void received(std::int64_t chat, std::string_view push_name);

  // Received messages up to this time were read.
  void read_up_to(std::int64_t chat, std::int64_t message);

  // The row goes; messages stay, and with them the entry.
  void remove_row(std::int64_t chat);

 private:
  sqlite::Connection& database_;
  sqlite::Statement find_{database_, "SELECT id FROM chat WHERE instance=?1 AND jid=?2"};
  sqlite::Statement find_row_{database_, "SELECT id FROM chat WHERE row_id=?1 AND instance=?2"};
  sqlite::Statement insert_{database_, "INSERT INTO chat(instance, jid) VALUES(?1,?2)"};
  sqlite::Statement ensure_row_{database_,
                        "UPDATE chat SET row_id=?2, created_ms=?3, updated_ms=?3 WHERE id=?1 AND row_id IS NULL"};
  sqlite::Statement describe_{database_,
                      "UPDATE chat SET name=coalesce(?2, name), unread=coalesce(?3, unread), updated_ms=?4 WHERE id=?1"};
  sqlite::Statement touch_{database_, "UPDATE chat SET updated_ms=?2 WHERE id=?1 AND row_id IS NOT NULL"};
  sqlite::Statement received_{database_, "UPDATE chat SET unread=unread+1, push_name=coalesce(?2, push_name) WHERE id=?1"};
  // A chat has at most so many unread messages as it counted, so no more are looked at.
  sqlite::Statement read_up_to_{database_,
                        "UPDATE chat SET unread=min(unread, (SELECT count(*) FROM (SELECT 1 FROM message "
                        "INDEXED BY message_by_chat WHERE chat=?1 AND at>(SELECT at FROM message WHERE id=?2) "
                        "AND from_me=0 LIMIT 10000))) WHERE id=?1"};
  sqlite::Statement remove_row_{database_,
                        "UPDATE chat SET row_id=NULL, name=NULL, unread=0, created_ms=0, updated_ms=0 WHERE id=?1"};
  sqlite::Statement remove_labels_{database_, "DELETE FROM chat_label WHERE chat=?1"};
  sqlite::Statement remove_empty_{database_, "DELETE FROM chat WHERE id=?1 AND messages=0"};
};

}  // namespace wagate::archive_sqlite
