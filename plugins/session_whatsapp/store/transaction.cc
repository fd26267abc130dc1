#include "store/transaction.h"

#include "store/value_names.h"

namespace wagate::session_whatsapp {

Transaction::Transaction(SessionStore& store) : store_(store), changes_(*store.database_) {}

void Transaction::commit() {
  changes_.commit();
  if (account_) store_.account_ = std::move(account_);
}

std::string Transaction::value(std::string_view name) {
  sqlite::Query query = database().query("SELECT content FROM value WHERE name = ?");
  query.bind(name);
  return query.step() ? query.text(0) : std::string();
}

void Transaction::set_value(std::string_view name, std::string_view bytes) {
  database().query("INSERT OR REPLACE INTO value VALUES(?, ?)").bind(name).bind_bytes(bytes).run();
}

void Transaction::remove_value(std::string_view name) {
  database().query("DELETE FROM value WHERE name = ?").bind(name).run();
}

std::optional<Account> Transaction::load_account() {
  Account account;
  account.jid = value(value_names::kJid);
  if (account.jid.empty()) return std::nullopt;
  account.lid = value(value_names::kLid);
  account.push_name = value(value_names::kPushName);
  account.platform = value(value_names::kPlatform);
  account.business_name = value(value_names::kBusinessName);
  account.device_identity = value(value_names::kDeviceIdentity);
  return account;
}

void Transaction::save_account(const Account& account) {
  set_value(value_names::kJid, account.jid);
  set_value(value_names::kLid, account.lid);
  set_value(value_names::kPushName, account.push_name);
  set_value(value_names::kPlatform, account.platform);
  set_value(value_names::kBusinessName, account.business_name);
  set_value(value_names::kDeviceIdentity, account.device_identity);
  account_ = account;
}

bool Transaction::is_seen(std::string_view chat, std::string_view sender, std::string_view id) {
  sqlite::Query query = database().query("SELECT 1 FROM seen WHERE chat = ? AND sender = ? AND id = ?");
  query.bind(chat).bind(sender).bind(id);
  return query.step();
}

void Transaction::mark_seen(std::string_view chat, std::string_view sender, std::string_view id, std::int64_t now) {
  database().query("INSERT OR IGNORE INTO seen VALUES(?, ?, ?, ?)").bind(chat).bind(sender).bind(id).bind(now).run();
}

void Transaction::remember_sent(std::string_view chat, std::string_view id, std::string_view message,
                                std::int64_t now) {
  database()
      .query("INSERT OR REPLACE INTO sent VALUES(?, ?, ?, ?)")
      .bind(id)
      .bind(chat)
      .bind_bytes(message)
      .bind(now)
      .run();
}

std::optional<std::string> Transaction::sent(std::string_view chat, std::string_view id) {
  sqlite::Query query = database().query("SELECT message FROM sent WHERE id = ? AND chat = ?");
  query.bind(id).bind(chat);
  return query.step() ? std::optional(query.text(0)) : std::nullopt;
}

void Transaction::keep_outgoing(std::string_view id, std::string_view stanza, std::int64_t now) {
  database()
      .query("INSERT INTO outgoing(id, stanza, attempts, at) VALUES(?, ?, 1, ?)")
      .bind(id)
      .bind_bytes(stanza)
      .bind(now)
      .run();
}

void Transaction::remove_outgoing(std::string_view id) {
  database().query("DELETE FROM outgoing WHERE id = ?").bind(id).run();
}

std::vector<std::string> Transaction::outgoing_to_repeat() {
  database().query("DELETE FROM outgoing WHERE attempts >= ?").bind(kMaxOutgoingAttempts).run();
  database().query("UPDATE outgoing SET attempts = attempts + 1").run();
  sqlite::Query query = database().query("SELECT stanza FROM outgoing ORDER BY number");
  std::vector<std::string> stanzas;
  while (query.step()) stanzas.push_back(query.text(0));
  return stanzas;
}

std::string Transaction::message_secret(std::string_view chat, std::string_view sender, std::string_view id) {
  sqlite::Query query = database().query("SELECT secret FROM message_secret WHERE chat = ? AND sender = ? AND id = ?");
  query.bind(chat).bind(sender).bind(id);
  return query.step() ? query.text(0) : std::string();
}

void Transaction::remember_secret(std::string_view chat, std::string_view sender, std::string_view id,
                                  std::string_view secret, std::int64_t now) {
  database()
      .query("INSERT OR IGNORE INTO message_secret VALUES(?, ?, ?, ?, ?)")
      .bind(chat)
      .bind(sender)
      .bind(id)
      .bind_bytes(secret)
      .bind(now)
      .run();
}

std::int64_t Transaction::count_retry(std::string_view id, std::string_view peer, std::int64_t now) {
  sqlite::Query query = database().query(
      "INSERT INTO retry VALUES(?, ?, 1, ?) ON CONFLICT DO UPDATE SET count = count + 1, at = excluded.at "
      "RETURNING count");
  query.bind(id).bind(peer).bind(now);
  const std::int64_t count = query.step() ? query.integer(0) : 0;
  while (query.step()) {  // the row is written when the statement has come to its end
  }
  return count;
}

void Transaction::clear_retries(std::string_view id, std::string_view peer) {
  database().query("DELETE FROM retry WHERE id = ? AND peer = ?").bind(id).bind(peer).run();
}

std::optional<std::pair<std::string, std::int64_t>> Transaction::contact_token(std::string_view account) {
  sqlite::Query query = database().query("SELECT token, at FROM contact_token WHERE account = ?");
  query.bind(account);
  if (!query.step()) return std::nullopt;
  return std::pair(query.text(0), query.integer(1));
}

void Transaction::store_contact_token(std::string_view account, std::string_view token, std::int64_t at) {
  database()
      .query("INSERT INTO contact_token VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET token = excluded.token, "
             "at = excluded.at WHERE excluded.at >= contact_token.at")
      .bind(account)
      .bind_bytes(token)
      .bind(at)
      .run();
}

}  // namespace wagate::session_whatsapp
