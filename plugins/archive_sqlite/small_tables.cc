#include "small_tables.h"

#include "row_id.h"

namespace wagate::archive_sqlite {

std::int64_t InstanceTable::find(std::string_view uuid) {
  auto turn = find_.begin();
  turn.bind(1, uuid);
  return turn.step() ? turn.integer(0) : 0;
}

std::int64_t InstanceTable::ensure(std::string_view uuid) {
  if (const std::int64_t found = find(uuid)) return found;
  insert_.begin().bind(1, uuid).run();
  return database_.last_row();
}

bool InstanceTable::mark_gone(std::string_view uuid) {
  mark_gone_.begin().bind(1, uuid).run();
  return database_.changes() > 0;
}

void ContactTable::put(std::int64_t instance, const ContactRecord& record, std::int64_t now_ms) {
  const std::string row_id = make_row_id(now_ms);
  auto turn = put_.begin();
  turn.bind(1, instance).bind(2, record.jid).bind(3, row_id).bind_or_null(4, record.push_name);
  turn.bind_or_null(5, record.picture).bind(6, now_ms).run();
}

void LabelTable::put(std::int64_t instance, const LabelRecord& record) {
  auto turn = put_.begin();
  turn.bind(1, instance).bind(2, record.id).bind(3, record.name).bind_or_null(5, record.predefined_id);
  if (record.color) turn.bind(4, *record.color);
  turn.run();
}

void LabelTable::remove(std::int64_t instance, std::string_view label_id) {
  remove_uses_.begin().bind(1, instance).bind(2, label_id).run();
  remove_.begin().bind(1, instance).bind(2, label_id).run();
}

void LabelTable::attach(std::int64_t instance, std::int64_t chat, std::string_view label_id) {
  attach_.begin().bind(1, chat).bind(2, label_id).bind(3, instance).run();
}

void LabelTable::detach(std::int64_t chat, std::string_view label_id) {
  detach_.begin().bind(1, chat).bind(2, label_id).run();
}

}  // namespace wagate::archive_sqlite
