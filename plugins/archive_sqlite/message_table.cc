#include "message_table.h"

#include "row_id.h"

namespace wagate::archive_sqlite {

std::int64_t MessageTable::find(std::int64_t instance, std::int64_t chat, std::string_view message_id) {
  auto query = find_.begin();
  query.bind(instance).bind(message_id).bind(chat);
  return query.step() ? query.integer(0) : 0;
}

void MessageTable::insert(std::int64_t instance, std::int64_t chat, const MessageRecord& record, std::int64_t now_ms) {
  const std::string row_id = make_row_id(now_ms);
  auto query = insert_.begin();
  query.bind(instance).bind(chat).bind(record.message_id).bind(row_id).bind(record.from_me ? 1 : 0);
  query.bind_or_null(record.participant).bind_or_null(record.type).bind_or_null(record.source);
  query.bind(record.at).bind_or_null(record.push_name).bind(record.key);
  query.bind_or_null(record.context).bind(record.content).run();
}

void MessageTable::update(std::int64_t message, const MessageRecord& record) {
  auto query = update_.begin();
  query.bind(message).bind(record.from_me ? 1 : 0).bind_or_null(record.participant);
  query.bind_or_null(record.type).bind_or_null(record.source).bind_or_null(record.push_name);
  query.bind(record.key).bind_or_null(record.context).bind(record.content).run();
}

std::string MessageTable::content(std::int64_t message) {
  auto query = content_.begin();
  query.bind(message);
  return query.step() ? query.text(0) : std::string();
}

void MessageTable::set_content(std::int64_t message, const EditedContent& content) {
  set_content_.begin().bind(message).bind(content.type).bind(content.content).run();
}

void MessageTable::mark_deleted(std::int64_t message) { mark_deleted_.begin().bind(message).run(); }

void MessageTable::remove(std::int64_t message) { remove_.begin().bind(message).run(); }

bool MessageTable::add_status(std::int64_t instance, std::int64_t chat, std::int64_t message, std::string_view status,
                              std::string_view participant, std::int64_t now_ms) {
  const std::string row_id = make_row_id(now_ms);
  auto query = add_status_.begin();
  query.bind(instance).bind(chat).bind(message).bind(row_id).bind(status).bind(participant).run();
  return database_.changes() > 0;
}

}  // namespace wagate::archive_sqlite
