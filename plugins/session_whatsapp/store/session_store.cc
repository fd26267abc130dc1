#include "store/session_store.h"

#include <utility>

#include "crypto/random.h"
#include "store/session_file.h"
#include "store/transaction.h"
#include "store/value_names.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::uint32_t kFirstSignedPrekey = 1;
constexpr std::uint32_t kMaxSignedPrekey = 0xFFFFFF;  // three bytes on the wire
constexpr std::uint32_t kRegistrationIds = 16380;  // 1 to that

constexpr std::int64_t kDay = 24 * 60 * 60;
constexpr std::int64_t kKeepSeen = 15 * kDay;  // the server drops what it could not deliver for 14 days
constexpr std::int64_t kKeepSent = 3 * kDay;
constexpr std::int64_t kKeepSecrets = 90 * kDay;
constexpr std::int64_t kKeepOutgoing = kDay;
constexpr std::int64_t kSignedPrekeyAge = 30 * kDay;
constexpr std::int64_t kMostSent = 20'000;
constexpr std::int64_t kMostSeen = 200'000;
constexpr std::int64_t kMostSecrets = 200'000;

[[noreturn]] void fail_incomplete(const std::string& path) {
  throw StoreError(StoreError::Kind::damaged, "the session file " + path +
                                                   " lacks keys of the device. Restore it from a backup, or move it "
                                                   "away and pair the phone again.");
}

}  // namespace

SessionStore::SessionStore(std::string path) : database_(open_session_file(std::move(path))) { load(); }

void SessionStore::load() {
  Transaction work(*this);
  if (work.value(value_names::kIdentityKey).empty()) {
    make_keys();
    work.commit();
    return;
  }
  const auto pair_named = [&](std::string_view name) {
    const SecretBytes bytes(work.value(name));
    const auto secret = Secret<32>::from(bytes.expose());
    if (!secret) fail_incomplete(path());
    return KeyPair::from_secret(*secret);
  };
  keys_.noise = pair_named(value_names::kNoiseKey);
  keys_.identity = pair_named(value_names::kIdentityKey);
  keys_.registration_id = static_cast<std::uint32_t>(read_big_endian(work.value(value_names::kRegistrationId)));
  keys_.signed_prekey_id = static_cast<std::uint32_t>(read_big_endian(work.value(value_names::kSignedPrekeyId)));

  sqlite::Query query = database_->query("SELECT secret, signature FROM signed_prekey WHERE id = ?");
  query.bind(static_cast<std::int64_t>(keys_.signed_prekey_id));
  if (!query.step()) fail_incomplete(path());
  const auto secret = Secret<32>::from(query.view(0));
  const auto signature = Signature::from(query.view(1));
  if (!secret || !signature) fail_incomplete(path());
  keys_.signed_prekey = KeyPair::from_secret(*secret);
  keys_.signed_prekey_signature = *signature;
  account_ = work.load_account();
}

void SessionStore::make_keys() {
  keys_.noise = KeyPair::generate();
  keys_.identity = KeyPair::generate();
  keys_.registration_id = 1 + random_below(kRegistrationIds);
  keys_.signed_prekey_id = kFirstSignedPrekey;
  keys_.signed_prekey = KeyPair::generate();
  keys_.signed_prekey_signature = xeddsa_sign(keys_.identity.secret, keys_.signed_prekey.pub.wire());
  account_.reset();

  const auto put = [&](std::string_view name, std::string_view bytes) {
    database_->query("INSERT OR REPLACE INTO value VALUES(?, ?)").bind(name).bind_bytes(bytes).run();
  };
  const auto number = [](std::uint32_t value) {
    std::string out;
    append_big_endian(out, value, 4);
    return out;
  };
  put(value_names::kNoiseKey, keys_.noise.secret.expose());
  put(value_names::kIdentityKey, keys_.identity.secret.expose());
  put(value_names::kRegistrationId, number(keys_.registration_id));
  put(value_names::kSignedPrekeyId, number(keys_.signed_prekey_id));
  write_signed_prekey({keys_.signed_prekey_id, keys_.signed_prekey, keys_.signed_prekey_signature});
}

void SessionStore::forget() {
  Transaction work(*this);
  for (const char* table : {"value", "prekey", "signed_prekey", "session", "identity", "sender_key",
                            "sender_key_holder", "device_list", "lid", "seen", "sent", "message_secret", "retry",
                            "contact_token", "app_state_key", "app_state", "app_state_mac", "label", "history",
                            "outgoing"}) {
    database_->execute("DELETE FROM " + std::string(table));
  }
  const DeviceKeys before = keys_;
  const std::optional<Account> account = account_;
  try {
    make_keys();
    work.commit();
  } catch (...) {
    keys_ = before;
    account_ = account;
    throw;
  }
}

void SessionStore::prune(std::int64_t now) {
  Transaction work(*this);
  database_->query("DELETE FROM seen WHERE at < ?").bind(now - kKeepSeen).run();
  database_->query("DELETE FROM sent WHERE at < ?").bind(now - kKeepSent).run();
  database_->query("DELETE FROM retry WHERE at < ?").bind(now - kKeepSent).run();
  database_->query("DELETE FROM message_secret WHERE at < ?").bind(now - kKeepSecrets).run();
  database_->query("DELETE FROM outgoing WHERE at < ?").bind(now - kKeepOutgoing).run();
  database_->query("DELETE FROM seen WHERE at < (SELECT at FROM seen ORDER BY at DESC LIMIT 1 OFFSET ?)")
      .bind(kMostSeen)
      .run();
  database_->query("DELETE FROM sent WHERE at < (SELECT at FROM sent ORDER BY at DESC LIMIT 1 OFFSET ?)")
      .bind(kMostSent)
      .run();
  database_
      ->query("DELETE FROM message_secret WHERE at < (SELECT at FROM message_secret ORDER BY at DESC LIMIT 1 OFFSET ?)")
      .bind(kMostSecrets)
      .run();
  work.commit();
}

std::optional<SignedPrekey> SessionStore::due_signed_prekey(std::int64_t now) {
  Transaction work(*this);
  const std::string since = work.value(value_names::kSignedPrekeyAt);
  if (since.empty()) {
    // Made before anybody looked at a clock: its month begins now.
    write_signed_prekey_time(now);
    work.commit();
    return std::nullopt;
  }
  if (now - static_cast<std::int64_t>(read_big_endian(since)) < kSignedPrekeyAge) return std::nullopt;

  SignedPrekey next;
  next.id = keys_.signed_prekey_id < kMaxSignedPrekey ? keys_.signed_prekey_id + 1 : kFirstSignedPrekey;
  sqlite::Query query = database_->query("SELECT secret, signature FROM signed_prekey WHERE id = ?");
  query.bind(static_cast<std::int64_t>(next.id));
  if (query.step()) {
    const auto secret = Secret<32>::from(query.view(0));
    const auto signature = Signature::from(query.view(1));
    if (!secret || !signature) fail_incomplete(path());
    next.pair = KeyPair::from_secret(*secret);
    next.signature = *signature;
    return next;
  }
  next.pair = KeyPair::generate();
  next.signature = xeddsa_sign(keys_.identity.secret, next.pair.pub.wire());
  write_signed_prekey(next);
  work.commit();
  return next;
}

void SessionStore::adopt_signed_prekey(const SignedPrekey& prekey, std::int64_t now) {
  Transaction work(*this);
  std::string id;
  append_big_endian(id, prekey.id, 4);
  work.set_value(value_names::kSignedPrekeyId, id);
  write_signed_prekey_time(now);
  database_->query("DELETE FROM signed_prekey WHERE id NOT IN (?, ?)")
      .bind(static_cast<std::int64_t>(prekey.id))
      .bind(static_cast<std::int64_t>(keys_.signed_prekey_id))
      .run();
  work.commit();
  keys_.signed_prekey_id = prekey.id;
  keys_.signed_prekey = prekey.pair;
  keys_.signed_prekey_signature = prekey.signature;
}

void SessionStore::write_signed_prekey(const SignedPrekey& prekey) {
  database_->query("INSERT INTO signed_prekey VALUES(?, ?, ?)")
      .bind(static_cast<std::int64_t>(prekey.id))
      .bind_bytes(prekey.pair.secret.expose())
      .bind_bytes(prekey.signature.view())
      .run();
}

void SessionStore::write_signed_prekey_time(std::int64_t at) {
  std::string bytes;
  append_big_endian(bytes, static_cast<std::uint64_t>(at), 8);
  database_->query("INSERT OR REPLACE INTO value VALUES(?, ?)")
      .bind(value_names::kSignedPrekeyAt)
      .bind_bytes(bytes)
      .run();
}

}  // namespace wagate::session_whatsapp
