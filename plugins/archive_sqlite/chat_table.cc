#include "chat_table.h"

#include "row_id.h"

namespace wagate::archive_sqlite {

std::int64_t ChatTable::find(std::int64_t instance, std::string_view jid) {
  auto turn = find_.begin();
  turn.bind(1, instance).bind(2, jid);
  return turn.step() ? turn.integer(0) : 0;
}

std::int64_t ChatTable::find_row(std::int64_t instance, std::string_view row_id) {
  auto turn = find_row_.begin();
  turn.bind(1, row_id).bind(2, instance);
  return turn.step() ? turn.integer(0) : 0;
}

std::int64_t ChatTable::ensure(std::int64_t instance, std::string_view jid) {
  if (const std::int64_t found = find(instance, jid)) return found;
  insert_.begin().bind(1, instance).bind(2, jid).run();
  return database_.last_row();
}

void ChatTable::ensure_row(std::int64_t chat, std::int64_t now_ms) {
  const std::string row_id = make_row_id(now_ms);
  ensure_row_.begin().bind(1, chat).bind(2, row_id).bind(3, now_ms).run();
}

void ChatTable::describe(std::int64_t chat, std::string_view name, std::optional<std::int64_t> unread,
                         std::int64_t now_ms) {
  auto turn = describe_.begin();
  turn.bind(1, chat).bind_or_null(2, name).bind(4, now_ms);
  if (unread) turn.bind(3, *unread);
  turn.run();
}

void ChatTable::touch(std::int64_t chat, std::int64_t now_ms) { touch_.begin().bind(1, chat).bind(2, now_ms).run(); }

void ChatTable::received(std::int64_t chat, std::string_view push_name) {
  received_.begin().bind(1, chat).bind_or_null(2, push_name).run();
}

void ChatTable::read_up_to(std::int64_t chat, std::int64_t message) {
  read_up_to_.begin().bind(1, chat).bind(2, message).run();
}

void ChatTable::remove_row(std::int64_t chat) {
  remove_row_.begin().bind(1, chat).run();
  remove_labels_.begin().bind(1, chat).run();
  remove_empty_.begin().bind(1, chat).run();
}

}  // namespace wagate::archive_sqlite
