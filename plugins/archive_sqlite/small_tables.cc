#include "small_tables.h"

#include "row_id.h"

namespace wagate::archive_sqlite {

std::int64_t InstanceTable::find(std::string_view uuid) {
  auto query = find_.begin();
  query.bind(uuid);
  return query.step() ? query.integer(0) : 0;
}

std::int64_t InstanceTable::ensure(std::string_view uuid) {
  if (const std::int64_t found = find(uuid)) return found;
  insert_.begin().bind(uuid).run();
  return database_.last_id();
}

bool InstanceTable::mark_gone(std::string_view uuid) {
  mark_gone_.begin().bind(uuid).run();
  return database_.changes() > 0;
}

void ContactTable::put(std::int64_t instance, const ContactRecord& record, std::int64_t now_ms) {
  const std::string row_id = make_row_id(now_ms);
  auto query = put_.begin();
  query.bind(instance).bind(record.jid).bind(row_id).bind_or_null(record.push_name);
  query.bind_or_null(record.picture).bind(now_ms).run();
}

void LabelTable::put(std::int64_t instance, const LabelRecord& record) {
  auto query = put_.begin();
  query.bind(instance)
      .bind(record.id)
      .bind(record.name)
      .bind_or_null(record.color)
      .bind_or_null(record.predefined_id)
      .run();
}

void LabelTable::remove(std::int64_t instance, std::string_view label_id) {
  remove_uses_.begin().bind(instance).bind(label_id).run();
  remove_.begin().bind(instance).bind(label_id).run();
}

void LabelTable::attach(std::int64_t instance, std::int64_t chat, std::string_view label_id) {
  attach_.begin().bind(chat).bind(label_id).bind(instance).run();
}

void LabelTable::detach(std::int64_t chat, std::string_view label_id) {
  detach_.begin().bind(chat).bind(label_id).run();
}

}  // namespace wagate::archive_sqlite
