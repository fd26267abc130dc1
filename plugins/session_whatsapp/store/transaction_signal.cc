// Sessions, identities, prekeys, sender keys.
#include "store/transaction.h"
#include "store/value_names.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::uint32_t kMaxPrekeyId = 0xFFFFFF;  // three bytes on the wire

std::optional<KeyPair> pair_in(const sqlite::Query& query, int column) {
  const auto secret = Secret<32>::from(query.view(column));
  return secret ? std::optional(KeyPair::from_secret(*secret)) : std::nullopt;
}

SecretBytes secret_in(const sqlite::Query& query, int column) { return SecretBytes(query.text(column)); }

}  // namespace

SecretBytes Transaction::load_session(const SignalAddress& address) {
  sqlite::Query query = database().query("SELECT record FROM session WHERE name = ? AND device = ?");
  query.bind(address.name).bind(static_cast<std::int64_t>(address.device));
  return query.step() ? secret_in(query, 0) : SecretBytes();
}

void Transaction::store_session(const SignalAddress& address, const SecretBytes& record) {
  database()
      .query("INSERT OR REPLACE INTO session VALUES(?, ?, ?)")
      .bind(address.name)
      .bind(static_cast<std::int64_t>(address.device))
      .bind_bytes(record.expose())
      .run();
}

void Transaction::remove_session(const SignalAddress& address) {
  database()
      .query("DELETE FROM session WHERE name = ? AND device = ?")
      .bind(address.name)
      .bind(static_cast<std::int64_t>(address.device))
      .run();
}

bool Transaction::has_session(const SignalAddress& address) {
  sqlite::Query query = database().query("SELECT 1 FROM session WHERE name = ? AND device = ?");
  query.bind(address.name).bind(static_cast<std::int64_t>(address.device));
  return query.step();
}

std::optional<PublicKey> Transaction::load_identity(const SignalAddress& address) {
  sqlite::Query query = database().query("SELECT key FROM identity WHERE name = ? AND device = ?");
  query.bind(address.name).bind(static_cast<std::int64_t>(address.device));
  return query.step() ? PublicKey::from_raw(query.view(0)) : std::nullopt;
}

void Transaction::store_identity(const SignalAddress& address, const PublicKey& key) {
  database()
      .query("INSERT INTO identity VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET key = excluded.key "
             "WHERE identity.key <> excluded.key")
      .bind(address.name)
      .bind(static_cast<std::int64_t>(address.device))
      .bind_bytes(key.raw())
      .run();
}

void Transaction::remove_account(std::string_view name) {
  database().query("DELETE FROM session WHERE name = ?").bind(name).run();
  database().query("DELETE FROM identity WHERE name = ?").bind(name).run();
  database().query("DELETE FROM sender_key WHERE name = ?").bind(name).run();
}

void Transaction::move_account(std::string_view from, std::string_view to) {
  database().query("UPDATE OR IGNORE session SET name = ? WHERE name = ?").bind(to).bind(from).run();
  database().query("UPDATE OR IGNORE identity SET name = ? WHERE name = ?").bind(to).bind(from).run();
  database().query("UPDATE OR IGNORE sender_key SET name = ? WHERE name = ?").bind(to).bind(from).run();
  remove_account(from);
}

std::optional<KeyPair> Transaction::load_prekey(std::uint32_t id) {
  sqlite::Query query = database().query("SELECT secret FROM prekey WHERE id = ?");
  query.bind(static_cast<std::int64_t>(id));
  return query.step() ? pair_in(query, 0) : std::nullopt;
}

void Transaction::remove_prekey(std::uint32_t id) {
  database().query("DELETE FROM prekey WHERE id = ?").bind(static_cast<std::int64_t>(id)).run();
}

std::optional<KeyPair> Transaction::load_signed_prekey(std::uint32_t id) {
  sqlite::Query query = database().query("SELECT secret FROM signed_prekey WHERE id = ?");
  query.bind(static_cast<std::int64_t>(id));
  return query.step() ? pair_in(query, 0) : std::nullopt;
}

SecretBytes Transaction::load_sender_key(std::string_view group, const SignalAddress& sender) {
  sqlite::Query query = database().query("SELECT record FROM sender_key WHERE grp = ? AND name = ? AND device = ?");
  query.bind(group).bind(sender.name).bind(static_cast<std::int64_t>(sender.device));
  return query.step() ? secret_in(query, 0) : SecretBytes();
}

void Transaction::store_sender_key(std::string_view group, const SignalAddress& sender, const SecretBytes& record) {
  database()
      .query("INSERT OR REPLACE INTO sender_key VALUES(?, ?, ?, ?)")
      .bind(group)
      .bind(sender.name)
      .bind(static_cast<std::int64_t>(sender.device))
      .bind_bytes(record.expose())
      .run();
}

std::vector<OneTimePrekey> Transaction::make_prekeys(std::size_t count) {
  std::uint32_t next = static_cast<std::uint32_t>(read_big_endian(value(value_names::kNextPrekeyId)));
  std::vector<OneTimePrekey> made;
  made.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (next == 0 || next > kMaxPrekeyId) next = 1;
    const KeyPair pair = KeyPair::generate();
    database()
        .query("INSERT OR REPLACE INTO prekey VALUES(?, ?, 0)")
        .bind(static_cast<std::int64_t>(next))
        .bind_bytes(pair.secret.expose())
        .run();
    made.push_back({next, pair.pub});
    ++next;
  }
  std::string position;
  append_big_endian(position, next, 4);
  set_value(value_names::kNextPrekeyId, position);
  return made;
}

std::vector<OneTimePrekey> Transaction::prekeys_to_upload(std::size_t limit) {
  sqlite::Query query = database().query("SELECT id, secret FROM prekey WHERE uploaded = 0 ORDER BY id LIMIT ?");
  query.bind(static_cast<std::int64_t>(limit));
  std::vector<OneTimePrekey> out;
  while (query.step()) {
    if (const auto pair = pair_in(query, 1)) out.push_back({static_cast<std::uint32_t>(query.integer(0)), pair->pub});
  }
  return out;
}

void Transaction::mark_uploaded(std::uint32_t up_to_id) {
  database()
      .query("UPDATE prekey SET uploaded = 1 WHERE uploaded = 0 AND id <= ?")
      .bind(static_cast<std::int64_t>(up_to_id))
      .run();
}

std::vector<std::string> Transaction::sender_key_holders(std::string_view group) {
  sqlite::Query query = database().query("SELECT device FROM sender_key_holder WHERE grp = ?");
  query.bind(group);
  std::vector<std::string> out;
  while (query.step()) out.push_back(query.text(0));
  return out;
}

void Transaction::add_sender_key_holder(std::string_view group, std::string_view device) {
  database().query("INSERT OR IGNORE INTO sender_key_holder VALUES(?, ?)").bind(group).bind(device).run();
}

void Transaction::remove_sender_key_holder(std::string_view group, std::string_view device) {
  database().query("DELETE FROM sender_key_holder WHERE grp = ? AND device = ?").bind(group).bind(device).run();
}

void Transaction::forget_sender_key_holder(std::string_view device) {
  database().query("DELETE FROM sender_key_holder WHERE device = ?").bind(device).run();
}

void Transaction::clear_sender_key_holders(std::string_view group) {
  database().query("DELETE FROM sender_key_holder WHERE grp = ?").bind(group).run();
}

}  // namespace wagate::session_whatsapp
