// Labels, and histories that wait to be published.
#include "store/transaction.h"

namespace wagate::session_whatsapp {

std::vector<Label> Transaction::labels() {
  sqlite::Query query = database().query("SELECT id, name, color, predefined FROM label ORDER BY id");
  std::vector<Label> out;
  while (query.step()) out.push_back({query.text(0), query.text(1), query.integer(2), query.text(3)});
  return out;
}

bool Transaction::has_label(std::string_view id) {
  sqlite::Query query = database().query("SELECT 1 FROM label WHERE id = ?");
  query.bind(id);
  return query.step();
}

void Transaction::store_label(const Label& label) {
  database()
      .query("INSERT OR REPLACE INTO label VALUES(?, ?, ?, ?)")
      .bind(label.id)
      .bind(label.name)
      .bind(label.color)
      .bind(label.predefined_id)
      .run();
}

void Transaction::remove_label(std::string_view id) {
  database().query("DELETE FROM label WHERE id = ?").bind(id).run();
}

void Transaction::clear_labels() { database().query("DELETE FROM label").run(); }

void Transaction::add_history(std::string_view message_id, std::string_view notification) {
  database()
      .query("INSERT INTO history(message, notification, begun, published) VALUES(?, ?, 0, 0)")
      .bind(message_id)
      .bind_bytes(notification)
      .run();
}

std::size_t Transaction::history_count() {
  sqlite::Query query = database().query("SELECT count(*) FROM history");
  return query.step() ? static_cast<std::size_t>(query.integer(0)) : 0;
}

std::optional<AnnouncedHistory> Transaction::next_history(std::int64_t after) {
  sqlite::Query query = database().query(
      "SELECT number, message, notification, begun, published FROM history WHERE number > ? ORDER BY number LIMIT 1");
  query.bind(after);
  if (!query.step()) return std::nullopt;
  return AnnouncedHistory{query.integer(0), query.text(1), query.text(2), query.integer(3), query.integer(4) != 0};
}

void Transaction::begin_history(std::int64_t number) {
  database().query("UPDATE history SET begun = begun + 1 WHERE number = ?").bind(number).run();
}

void Transaction::mark_history_published(std::int64_t number) {
  database().query("UPDATE history SET published = 1, notification = x'' WHERE number = ?").bind(number).run();
}

void Transaction::remove_history(std::int64_t number) {
  database().query("DELETE FROM history WHERE number = ?").bind(number).run();
}

}  // namespace wagate::session_whatsapp
