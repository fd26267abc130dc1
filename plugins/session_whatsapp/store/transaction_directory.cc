// Device lists, names of accounts, app state.
#include <charconv>

#include "store/transaction.h"

namespace wagate::session_whatsapp {

std::optional<DeviceList> Transaction::load_devices(std::string_view account) {
  sqlite::Query query = database().query("SELECT devices, at FROM device_list WHERE account = ?");
  query.bind(account);
  if (!query.step()) return std::nullopt;
  DeviceList list;
  list.at = query.integer(1);
  const std::string_view text = query.view(0);
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    std::uint16_t device = 0;
    const auto [rest, failure] = std::from_chars(at, end, device);
    if (failure != std::errc()) break;
    list.devices.push_back(device);
    at = rest < end ? rest + 1 : end;
  }
  return list;
}

void Transaction::store_devices(std::string_view account, const DeviceList& list) {
  std::string text;
  for (const std::uint16_t device : list.devices) {
    if (!text.empty()) text += ' ';
    text += std::to_string(device);
  }
  database().query("INSERT OR REPLACE INTO device_list VALUES(?, ?, ?)").bind(account).bind(text).bind(list.at).run();
}

void Transaction::remove_devices(std::string_view account) {
  database().query("DELETE FROM device_list WHERE account = ?").bind(account).run();
}

std::string Transaction::lid_of(std::string_view pn) {
  sqlite::Query query = database().query("SELECT lid FROM lid WHERE pn = ?");
  query.bind(pn);
  return query.step() ? query.text(0) : std::string();
}

std::string Transaction::pn_of(std::string_view lid) {
  sqlite::Query query = database().query("SELECT pn FROM lid WHERE lid = ?");
  query.bind(lid);
  return query.step() ? query.text(0) : std::string();
}

bool Transaction::learn_lid(std::string_view pn, std::string_view lid) {
  if (pn.empty() || lid.empty() || lid_of(pn) == lid) return false;
  database().query("INSERT OR REPLACE INTO lid VALUES(?, ?)").bind(pn).bind(lid).run();
  return true;
}

std::optional<Secret<32>> Transaction::app_state_key(std::string_view id) {
  sqlite::Query query = database().query("SELECT key FROM app_state_key WHERE id = ?");
  query.bind_bytes(id);
  return query.step() ? Secret<32>::from(query.view(0)) : std::nullopt;
}

void Transaction::store_app_state_key(std::string_view id, const Secret<32>& key, std::int64_t at) {
  database()
      .query("INSERT OR IGNORE INTO app_state_key VALUES(?, ?, ?)")
      .bind_bytes(id)
      .bind_bytes(key.expose())
      .bind(at)
      .run();
}

std::string Transaction::newest_app_state_key() {
  sqlite::Query query = database().query("SELECT id FROM app_state_key ORDER BY at DESC, id DESC LIMIT 1");
  return query.step() ? query.text(0) : std::string();
}

AppStatePosition Transaction::app_state(std::string_view collection) {
  sqlite::Query query = database().query("SELECT version, hash FROM app_state WHERE collection = ?");
  query.bind(collection);
  if (!query.step()) return {};
  return {static_cast<std::uint64_t>(query.integer(0)), query.text(1)};
}

void Transaction::store_app_state(std::string_view collection, const AppStatePosition& position) {
  database()
      .query("INSERT OR REPLACE INTO app_state VALUES(?, ?, ?)")
      .bind(collection)
      .bind(static_cast<std::int64_t>(position.version))
      .bind_bytes(position.hash)
      .run();
}

std::string Transaction::app_state_mac(std::string_view collection, std::string_view index_mac) {
  sqlite::Query query = database().query("SELECT value_mac FROM app_state_mac WHERE collection = ? AND index_mac = ?");
  query.bind(collection).bind_bytes(index_mac);
  return query.step() ? query.text(0) : std::string();
}

void Transaction::store_app_state_mac(std::string_view collection, std::string_view index_mac,
                                      std::string_view value_mac) {
  database()
      .query("INSERT OR REPLACE INTO app_state_mac VALUES(?, ?, ?)")
      .bind(collection)
      .bind_bytes(index_mac)
      .bind_bytes(value_mac)
      .run();
}

void Transaction::remove_app_state_mac(std::string_view collection, std::string_view index_mac) {
  database()
      .query("DELETE FROM app_state_mac WHERE collection = ? AND index_mac = ?")
      .bind(collection)
      .bind_bytes(index_mac)
      .run();
}

void Transaction::reset_app_state(std::string_view collection) {
  database().query("DELETE FROM app_state WHERE collection = ?").bind(collection).run();
  database().query("DELETE FROM app_state_mac WHERE collection = ?").bind(collection).run();
}

}  // namespace wagate::session_whatsapp
