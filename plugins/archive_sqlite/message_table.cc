#include "message_table.h"

#include "row_id.h"

namespace wagate::archive_sqlite {

std::int64_t MessageTable::find(std::int64_t instance, std::int64_t chat, std::string_view message_id) {
  auto turn = find_.begin();
  turn.bind(1, instance).bind(2, message_id).bind(3, chat);
  return turn.step() ? turn.integer(0) : 0;
}

void MessageTable::insert(std::int64_t instance, std::int64_t chat, const MessageRecord& record, std::int64_t now_ms) {
  const std::string row_id = make_row_id(now_ms);
  auto turn = insert_.begin();
  turn.bind(1, instance).bind(2, chat).bind(3, record.message_id).bind(4, row_id).bind(5, record.from_me ? 1 : 0);
  turn.bind_or_null(6, record.participant).bind_or_null(7, record.type).bind_or_null(8, record.source);
  turn.bind(9, record.at).bind_or_null(10, record.push_name).bind(11, record.key);
  turn.bind_or_null(12, record.context).bind(13, record.content).run();
}

void MessageTable::update(std::int64_t message, const MessageRecord& record) {
  auto turn = update_.begin();
  turn.bind(1, message).bind(2, record.from_me ? 1 : 0).bind_or_null(3, record.participant);
  turn.bind_or_null(4, record.type).bind_or_null(5, record.source).bind_or_null(6, record.push_name);
  turn.bind(7, record.key).bind_or_null(8, record.context).bind(9, record.content).run();
}

std::string MessageTable::content(std::int64_t message) {
  auto turn = content_.begin();
  turn.bind(1, message);
  return turn.step() ? std::string(turn.text(0)) : std::string();
}

void MessageTable::set_content(std::int64_t message, const EditedContent& content) {
  set_content_.begin().bind(1, message).bind(2, content.type).bind(3, content.content).run();
}

void MessageTable::mark_deleted(std::int64_t message) { mark_deleted_.begin().bind(1, message).run(); }

void MessageTable::remove(std::int64_t message) { remove_.begin().bind(1, message).run(); }

bool MessageTable::add_status(std::int64_t instance, std::int64_t chat, std::int64_t message, std::string_view status,
                              std::string_view participant, std::int64_t now_ms) {
  const std::string row_id = make_row_id(now_ms);
  auto turn = add_status_.begin();
  turn.bind(1, instance).bind(2, chat).bind(3, message).bind(4, row_id).bind(5, status).bind(6, participant).run();
  return database_.changes() > 0;
}

}  // namespace wagate::archive_sqlite
