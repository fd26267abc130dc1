#include "reader.h"

#include <algorithm>
#include <limits>

#include "iso_time.h"
#include "sqlite/transaction.h"
#include "wagate/json_writer.h"

namespace wagate::archive_sqlite {

namespace {

// The columns append_message() reads, in its order.
constexpr const char* kMessageColumns =
    "m.id, m.row_id, m.key, m.deleted, m.push_name, m.type, m.content, m.at, m.source, m.context";
constexpr const char* kNewestFirst = " ORDER BY m.at DESC, m.id DESC LIMIT ? OFFSET ?";
constexpr const char* kPage = " LIMIT ? OFFSET ?";
constexpr const char* kIsShown = "(c.row_id IS NOT NULL OR c.messages>0)";

std::int64_t bounded(std::uint64_t number) {
  return static_cast<std::int64_t>(
      std::min<std::uint64_t>(number, static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())));
}

// -1: SQLite's "without limit".
std::int64_t all_or(std::uint64_t take) { return take == 0 ? -1 : bounded(take); }

// {"id":...} of a message that was deleted and kept says so.
std::string key_of(std::string_view key, bool is_deleted) {
  if (!is_deleted || key.size() < 2) return std::string(key);
  std::string out(key.substr(0, key.size() - 1));
  if (out.size() > 1) out += ',';
  return out + "\"deleted\":true}";
}

void raw_or_null(JsonWriter& json, std::string_view name, std::string_view text) {
  json.field_raw(name, text.empty() ? "null" : text);
}

}  // namespace

Reader::Reader(const sqlite::Options& options) : database_(options, sqlite::Connection::Access::read) {}

sqlite::Statement& Reader::statement(const std::string& sql) {
  auto& found = statements_[sql];
  if (!found) found = std::make_unique<sqlite::Statement>(database_, sql);
  return *found;
}

std::int64_t Reader::instance_of(std::string_view uuid) {
  auto found = statement("SELECT id FROM instance WHERE uuid=? AND gone=0").begin();
  found.bind(uuid);
  return found.step() ? found.integer(0) : 0;
}

std::int64_t Reader::chat_of(std::int64_t instance, std::string_view jid) {
  auto found = statement("SELECT id FROM chat WHERE instance=? AND jid=?").begin();
  found.bind(instance).bind(jid);
  return found.step() ? found.integer(0) : 0;
}

std::int64_t Reader::number(const std::string& sql, std::int64_t key) {
  auto found = statement(sql).begin();
  found.bind(key);
  return found.step() ? found.integer(0) : 0;
}

bool Reader::filter_messages(const abi::MessageQuery& query, std::int64_t instance, FilterText& filter) {
  const std::int64_t chat = query.remote_jid.empty() ? 0 : chat_of(instance, query.remote_jid);
  if (chat == 0 && !query.remote_jid.empty()) return false;

  if (!query.row_id.empty()) {
    filter.use("message_by_row");
    filter.add("m.row_id=?", query.row_id.view());
    filter.add("m.instance=?", instance);
  } else if (!query.message_id.empty()) {
    filter.use("message_by_id");
    filter.add("m.instance=?", instance);
  } else if (chat == 0) {
    filter.use("message_by_instance");
    filter.add("m.instance=?", instance);
  } else {
    filter.use("message_by_chat");
  }
  if (!query.message_id.empty()) filter.add("m.message_id=?", query.message_id.view());
  if (chat != 0) filter.add("m.chat=?", chat);
  if (query.from_me >= 0) filter.add("m.from_me=?", std::int64_t{query.from_me != 0});
  if (!query.participant.empty()) filter.add("m.participant=?", query.participant.view());
  if (!query.message_type.empty()) filter.add("m.type=?", query.message_type.view());
  if (!query.source.empty()) filter.add("m.source=?", query.source.view());
  if (query.since > 0) filter.add("m.at>=?", query.since);
  if (query.until > 0) filter.add("m.at<=?", query.until);
  return true;
}

// Chats and instances know how many messages they have.
std::uint64_t Reader::count_messages(const abi::MessageQuery& query, std::int64_t instance, const FilterText& filter) {
  std::int64_t count = 0;
  if (filter.size() == 1 && query.row_id.empty() && query.message_id.empty()) {
    count = query.remote_jid.empty() ? number("SELECT messages FROM instance WHERE id=?", instance)
                                     : number("SELECT messages FROM chat WHERE id=?", chat_of(instance, query.remote_jid));
  } else {
    auto found = statement("SELECT count(*) FROM message m" + filter.sql()).begin();
    filter.bind(found);
    if (found.step()) count = found.integer(0);
  }
  return static_cast<std::uint64_t>(count);
}

void Reader::messages(const abi::MessageQuery& query, std::uint64_t& total, abi::ArchiveVisitor& visitor) {
  total = 0;
  sqlite::Transaction moment(database_, sqlite::Transaction::Kind::read);
  const std::int64_t instance = instance_of(query.instance_id);
  FilterText filter;
  if (instance == 0 || !filter_messages(query, instance, filter)) return;
  total = count_messages(query, instance, filter);

  auto found = statement(std::string("SELECT ") + kMessageColumns + " FROM message m" + filter.sql() + kNewestFirst).begin();
  filter.bind(found);
  found.bind(bounded(query.take)).bind(bounded(query.skip));
  std::string row;
  while (found.step()) {
    row.clear();
    append_message(row, found, query.instance_id);
    if (!visitor.visit(row)) return;
  }
}

std::string Reader::plan_of_messages(const abi::MessageQuery& query) {
  FilterText filter;
  std::string out;
  if (!filter_messages(query, instance_of(query.instance_id), filter)) return out;
  auto found = statement(std::string("EXPLAIN QUERY PLAN SELECT ") + kMessageColumns + " FROM message m" + filter.sql() +
                        kNewestFirst).begin();
  while (found.step()) out.append(found.view(3)).append("\n");
  return out;
}

void Reader::append_message(std::string& out, const sqlite::Query& row, std::string_view instance_id) {
  JsonWriter json(out);
  json.begin_object()
      .field("id", row.view(1))
      .field_raw("key", key_of(row.view(2), row.integer(3) != 0))
      .field_or_null("pushName", row.view(4))
      .field("messageType", row.view(5))
      .field_raw("message", row.view(6))
      .field("messageTimestamp", row.integer(7))
      .field("instanceId", instance_id)
      .field("source", row.view(8));
  raw_or_null(json, "contextInfo", row.view(9));
  json.key("MessageUpdate").begin_array();
  auto found = statement("SELECT status FROM message_update WHERE message=? ORDER BY id").begin();
  found.bind(row.integer(0));
  while (found.step()) json.begin_object().field("status", found.view(0)).end_object();
  json.end_array().end_object();
}

void Reader::message_updates(const abi::MessageQuery& query, abi::ArchiveVisitor& visitor) {
  sqlite::Transaction moment(database_, sqlite::Transaction::Kind::read);
  const std::int64_t instance = instance_of(query.instance_id);
  const std::int64_t chat = query.remote_jid.empty() ? 0 : chat_of(instance, query.remote_jid);
  if (instance == 0 || (chat == 0 && !query.remote_jid.empty())) return;

  FilterText filter;
  if (!query.message_id.empty()) {
    filter.use("update_by_message");
    filter.add("u.message IN (SELECT id FROM message WHERE message_id=?", query.message_id.view());
    filter.add("instance=?)", instance);
    if (chat != 0) filter.add("u.chat=?", chat);
  } else if (chat != 0) {
    filter.use("update_by_chat");
    filter.add("u.chat=?", chat);
  } else {
    filter.use("update_by_instance");
    filter.add("u.instance=?", instance);
  }
  // The joined tables come by their keys, so the order of the index stays.
  std::string conditions = filter.sql();
  const std::size_t where = conditions.find(" WHERE ");
  conditions.insert(where, " CROSS JOIN message m ON m.id=u.message CROSS JOIN chat c ON c.id=u.chat");
  auto found = statement("SELECT u.row_id, m.message_id, c.jid, m.from_me, u.participant, u.status, m.row_id "
                        "FROM message_update u" + conditions + " ORDER BY u.id" + kPage).begin();
  filter.bind(found);
  found.bind(bounded(query.take)).bind(bounded(query.skip));
  std::string row;
  while (found.step()) {
    row.clear();
    JsonWriter(row).begin_object()
        .field("id", found.view(0))
        .field("keyId", found.view(1))
        .field("remoteJid", found.view(2))
        .field("fromMe", found.integer(3) != 0)
        .field_or_null("participant", found.view(4))
        .field_null("pollUpdates")
        .field("status", found.view(5))
        .field("messageId", found.view(6))
        .field("instanceId", query.instance_id.view())
        .end_object();
    if (!visitor.visit(row)) return;
  }
}

void Reader::chats(const abi::ChatQuery& query, abi::ArchiveVisitor& visitor) {
  sqlite::Transaction moment(database_, sqlite::Transaction::Kind::read);
  const std::int64_t instance = instance_of(query.instance_id);
  if (instance == 0) return;

  FilterText filter;
  filter.add("c.instance=?", instance);
  if (!query.remote_jid.empty()) filter.add("c.jid=?", query.remote_jid.view());
  filter.add(kIsShown);
  if (query.since > 0 || query.until > 0) filter.add("c.messages>0");
  if (query.since > 0) filter.add("c.last_at>=?", query.since);
  if (query.until > 0) filter.add("c.last_at<=?", query.until);
  const std::string index = query.remote_jid.empty() ? "chat_by_activity" : "chat_by_jid";
  auto found = statement("SELECT c.id, c.row_id, c.jid, c.name, coalesce(p.push_name, c.push_name), p.picture, "
                        "c.created_ms, c.updated_ms, c.unread, c.last_at, p.id IS NOT NULL FROM chat c INDEXED BY " +
                        index + " LEFT JOIN contact p ON p.instance=c.instance AND p.jid=c.jid" + filter.sql() +
                        " ORDER BY c.last_at DESC, c.id DESC" + kPage).begin();
  filter.bind(found);
  found.bind(all_or(query.take)).bind(bounded(query.skip));
  std::string row;
  while (found.step()) {
    row.clear();
    append_chat(row, found, query.instance_id);
    if (!visitor.visit(row)) return;
  }
}

void Reader::append_chat(std::string& out, const sqlite::Query& row, std::string_view instance_id) {
  const std::int64_t chat = row.integer(0);
  const bool has_row = !row.is_null(1);
  const std::int64_t last_ms = row.integer(9) * 1000;
  JsonWriter json(out);
  json.begin_object()
      .field_or_null("id", row.view(1))
      .field("remoteJid", row.view(2))
      .field_or_null("name", row.view(3))
      .field_or_null("pushName", row.view(4))
      .field_or_null("profilePicUrl", row.view(5));

  std::string labels;
  {
    JsonWriter list(labels);
    list.begin_array();
    auto found = statement("SELECT label_id FROM chat_label WHERE chat=? ORDER BY label_id").begin();
    found.bind(chat);
    while (found.step()) list.value(found.view(0));
    list.end_array();
  }
  json.field_raw("labels", labels == "[]" ? "null" : labels)
      .field_or_null("createdAt", has_row ? iso_time(row.integer(6)) : "")
      .field("updatedAt", iso_time(last_ms > 0 ? last_ms : row.integer(7)))
      .field("unreadCount", row.integer(8))
      .field("isSaved", row.integer(10) != 0);

  std::string last;
  {
    auto found = statement(std::string("SELECT ") + kMessageColumns + " FROM message m INDEXED BY message_by_chat "
                          "WHERE m.chat=?" + kNewestFirst).begin();
    found.bind(chat).bind(std::int64_t{1}).bind(std::int64_t{0});
    if (found.step()) append_message(last, found, instance_id);
  }
  raw_or_null(json, "lastMessage", last);
  json.field("instanceId", instance_id).end_object();
}

void Reader::contacts(const abi::ContactQuery& query, abi::ArchiveVisitor& visitor) {
  sqlite::Transaction moment(database_, sqlite::Transaction::Kind::read);
  const std::int64_t instance = instance_of(query.instance_id);
  if (instance == 0) return;

  FilterText filter;
  filter.use(query.row_id.empty() ? "contact_by_jid" : "contact_by_row");
  if (!query.row_id.empty()) filter.add("row_id=?", query.row_id.view());
  filter.add("instance=?", instance);
  if (!query.remote_jid.empty()) filter.add("jid=?", query.remote_jid.view());
  if (!query.push_name.empty()) filter.add("push_name=?", query.push_name.view());
  auto found = statement("SELECT row_id, jid, push_name, picture, created_ms, updated_ms FROM contact" + filter.sql() +
                        " ORDER BY jid" + kPage).begin();
  filter.bind(found);
  found.bind(all_or(query.take)).bind(bounded(query.skip));
  std::string row;
  while (found.step()) {
    row.clear();
    JsonWriter(row).begin_object()
        .field("id", found.view(0))
        .field("remoteJid", found.view(1))
        .field_or_null("pushName", found.view(2))
        .field_or_null("profilePicUrl", found.view(3))
        .field("createdAt", iso_time(found.integer(4)))
        .field("updatedAt", iso_time(found.integer(5)))
        .field("instanceId", query.instance_id.view())
        .end_object();
    if (!visitor.visit(row)) return;
  }
}

void Reader::labels(std::string_view instance_id, abi::ArchiveVisitor& visitor) {
  sqlite::Transaction moment(database_, sqlite::Transaction::Kind::read);
  auto found = statement("SELECT label_id, name, color, predefined_id FROM label WHERE instance=? "
                        "ORDER BY CAST(label_id AS INTEGER), label_id").begin();
  found.bind(instance_of(instance_id));
  std::string row;
  while (found.step()) {
    row.clear();
    JsonWriter json(row);
    json.begin_object().field("id", found.view(0)).field("name", found.view(1));
    if (found.is_null(2)) json.field_null("color");
    else json.field("color", found.integer(2));
    json.field_or_null("predefinedId", found.view(3)).end_object();
    if (!visitor.visit(row)) return;
  }
}

void Reader::counts(std::string_view instance_id, abi::ArchiveCounts& counts) {
  sqlite::Transaction moment(database_, sqlite::Transaction::Kind::read);
  const std::int64_t instance = instance_of(instance_id);
  counts.messages = static_cast<std::uint64_t>(number("SELECT messages FROM instance WHERE id=?", instance));
  counts.contacts = static_cast<std::uint64_t>(number("SELECT count(*) FROM contact WHERE instance=?", instance));
  counts.chats = static_cast<std::uint64_t>(
      number(std::string("SELECT count(*) FROM chat c WHERE c.instance=? AND ") + kIsShown, instance));
}

}  // namespace wagate::archive_sqlite
