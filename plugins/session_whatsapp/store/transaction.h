#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "signal/signal_store.h"
#include "sqlite/transaction.h"
#include "store/session_store.h"

namespace wagate::session_whatsapp {

struct OneTimePrekey {
  std::uint32_t id = 0;
  PublicKey key;
};

struct DeviceList {
  std::vector<std::uint16_t> devices;  // 0 is the phone
  std::int64_t at = 0;                 // when it was asked for, Unix seconds
};

// How often a message is sent that the server does not acknowledge.
inline constexpr std::int64_t kMaxOutgoingAttempts = 3;

struct AppStatePosition {
  std::uint64_t version = 0;
  std::string hash;  // 128 bytes, empty at version 0
};

// A label of a business account.
struct Label {
  std::string id;
  std::string name;
  std::int64_t color = 0;
  std::string predefined_id;  // empty: made by the account
};

// A history the phone has announced.
struct AnnouncedHistory {
  std::int64_t number = 0;
  std::string message_id;    // of the announcement
  std::string notification;  // wire form of HistorySyncNotification
  std::int64_t begun = 0;    // how often it was begun
  bool is_published = false; // the phone has not been told yet
};

// A group of reads and writes that is on the disk after commit(), and was never made without it. One at a
// time per store; several messages may share one when they are handled in one go.
//
// Accounts are named by the user part of their JID where a parameter is called pn or lid, and by text the
// caller chooses where it is called account, chat, sender or peer.
class Transaction final : public SignalStore {
 public:
  explicit Transaction(SessionStore& store);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();

  // Small values, by the names of value_names.h.
  std::string value(std::string_view name);
  void set_value(std::string_view name, std::string_view bytes);
  void remove_value(std::string_view name);

  // The account; keeps SessionStore::account() in step once committed.
  std::optional<Account> load_account();
  void save_account(const Account& account);

  // SignalStore
  const KeyPair& identity() override { return store_.keys_.identity; }
  std::uint32_t registration_id() override { return store_.keys_.registration_id; }
  SecretBytes load_session(const SignalAddress& address) override;
  void store_session(const SignalAddress& address, const SecretBytes& record) override;
  void remove_session(const SignalAddress& address) override;
  std::optional<PublicKey> load_identity(const SignalAddress& address) override;
  void store_identity(const SignalAddress& address, const PublicKey& key) override;
  std::optional<KeyPair> load_prekey(std::uint32_t id) override;
  void remove_prekey(std::uint32_t id) override;
  std::optional<KeyPair> load_signed_prekey(std::uint32_t id) override;
  SecretBytes load_sender_key(std::string_view group, const SignalAddress& sender) override;
  void store_sender_key(std::string_view group, const SignalAddress& sender, const SecretBytes& record) override;

  bool has_session(const SignalAddress& address);
  // All devices of one name: an account that was set up anew.
  void remove_account(std::string_view name);
  // Sessions, identities and sender keys of every device of one name become those of another, unless that has
  // some already.
  void move_account(std::string_view from, std::string_view to);

  // Prekeys. Ids ascend and never repeat until 24 bits are used up.
  std::vector<OneTimePrekey> make_prekeys(std::size_t count);
  std::vector<OneTimePrekey> prekeys_to_upload(std::size_t limit);
  void mark_uploaded(std::uint32_t up_to_id);

  // Devices that were told the present own key of a group.
  std::vector<std::string> sender_key_holders(std::string_view group);
  void add_sender_key_holder(std::string_view group, std::string_view device);
  void remove_sender_key_holder(std::string_view group, std::string_view device);
  void clear_sender_key_holders(std::string_view group);
  // In all groups: the device was set up anew.
  void forget_sender_key_holder(std::string_view device);

  std::optional<DeviceList> load_devices(std::string_view account);
  void store_devices(std::string_view account, const DeviceList& list);
  void remove_devices(std::string_view account);

  // Two names of one account. learn_lid() says whether that is news.
  std::string lid_of(std::string_view pn);
  std::string pn_of(std::string_view lid);
  bool learn_lid(std::string_view pn, std::string_view lid);

  // Messages that were handled.
  bool is_seen(std::string_view chat, std::string_view sender, std::string_view id);
  void mark_seen(std::string_view chat, std::string_view sender, std::string_view id, std::int64_t now);

  // Messages that were sent, for devices that ask again.
  void remember_sent(std::string_view chat, std::string_view id, std::string_view message, std::int64_t now);
  std::optional<std::string> sent(std::string_view chat, std::string_view id);

  // The stanza of a message, until the server has acknowledged it: a process that is killed, or a connection that breaks,
  // may take it along.
  void keep_outgoing(std::string_view id, std::string_view stanza, std::int64_t now);
  void remove_outgoing(std::string_view id);
  // Those that are kept, oldest first. Counts the attempt; after kMaxOutgoingAttempts a stanza is given up, because it
  // may be what the server closes the connection for.
  std::vector<std::string> outgoing_to_repeat();

  std::string message_secret(std::string_view chat, std::string_view sender, std::string_view id);
  void remember_secret(std::string_view chat, std::string_view sender, std::string_view id, std::string_view secret,
                       std::int64_t now);

  // Counts one more and returns how often it was.
  std::int64_t count_retry(std::string_view id, std::string_view peer, std::int64_t now);
  void clear_retries(std::string_view id, std::string_view peer);

  // Tokens other accounts gave: (token, Unix seconds).
  std::optional<std::pair<std::string, std::int64_t>> contact_token(std::string_view account);
  void store_contact_token(std::string_view account, std::string_view token, std::int64_t at);

  // App state.
  std::optional<Secret<32>> app_state_key(std::string_view id);
  // A key that is known stays as it is.
  void store_app_state_key(std::string_view id, const Secret<32>& key, std::int64_t at);
  // Id of the newest; empty when there is none.
  std::string newest_app_state_key();
  AppStatePosition app_state(std::string_view collection);
  void store_app_state(std::string_view collection, const AppStatePosition& position);
  std::string app_state_mac(std::string_view collection, std::string_view index_mac);
  void store_app_state_mac(std::string_view collection, std::string_view index_mac, std::string_view value_mac);
  void remove_app_state_mac(std::string_view collection, std::string_view index_mac);
  // Back to version 0.
  void reset_app_state(std::string_view collection);

  std::vector<Label> labels();
  bool has_label(std::string_view id);
  void store_label(const Label& label);
  void remove_label(std::string_view id);
  void clear_labels();

  // Histories that were announced and are not published yet.
  void add_history(std::string_view message_id, std::string_view notification);
  std::size_t history_count();
  // The oldest with a higher number.
  std::optional<AnnouncedHistory> next_history(std::int64_t after);
  // Counts that it was begun once more.
  void begin_history(std::int64_t number);
  void mark_history_published(std::int64_t number);
  void remove_history(std::int64_t number);

 private:
  sqlite::Connection& database() { return *store_.database_; }

  SessionStore& store_;
  sqlite::Transaction changes_;
  std::optional<Account> account_;  // saved here, not committed yet
};

}  // namespace wagate::session_whatsapp
