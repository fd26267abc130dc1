#include "chat_table.h"

#include "row_id.h"

namespace wagate::archive_sqlite {

std::int64_t ChatTable::find(std::int64_t instance, std::string_view jid) {
  auto query = find_.begin();
  query.bind(instance).bind(jid);
  return query.step() ? query.integer(0) : 0;
}

std::int64_t ChatTable::find_row(std::int64_t instance, std::string_view row_id) {
  auto query = find_row_.begin();
  query.bind(row_id).bind(instance);
  return query.step() ? query.integer(0) : 0;
}

std::int64_t ChatTable::ensure(std::int64_t instance, std::string_view jid) {
  if (const std::int64_t found = find(instance, jid)) return found;
  insert_.begin().bind(instance).bind(jid).run();
  return database_.last_id();
}

void ChatTable::ensure_row(std::int64_t chat, std::int64_t now_ms) {
  const std::string row_id = make_row_id(now_ms);
  ensure_row_.begin().bind(chat).bind(row_id).bind(now_ms).run();
}

void ChatTable::describe(std::int64_t chat, std::string_view name, std::optional<std::int64_t> unread,
                         std::int64_t now_ms) {
  describe_.begin().bind(chat).bind_or_null(name).bind_or_null(unread).bind(now_ms).run();
}

void ChatTable::touch(std::int64_t chat, std::int64_t now_ms) { touch_.begin().bind(chat).bind(now_ms).run(); }

void ChatTable::received(std::int64_t chat, std::string_view push_name) {
  received_.begin().bind(chat).bind_or_null(push_name).run();
}

void ChatTable::read_up_to(std::int64_t chat, std::int64_t message) {
  read_up_to_.begin().bind(chat).bind(message).run();
}

void ChatTable::remove_row(std::int64_t chat) {
  remove_row_.begin().bind(chat).run();
  remove_labels_.begin().bind(chat).run();
  remove_empty_.begin().bind(chat).run();
}

}  // namespace wagate::archive_sqlite
