#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <proto/stored_event.pb.h>

#include "app_state/app_state_reader.h"
#include "app_state/mutation_index.h"
#include "message/names.h"
#include "session/surroundings.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {

// Makes of mutations what they mean here: events for applications, and the names, labels and the own name this client
// keeps. Of a run of changes to contacts or chats one event is made, of at most kMaxInEvent.
//
//   AppStateEvents events(work, *store.account(), instance);
//   for (const Mutation& mutation : news.mutations) events.take(mutation);
//   for (auto& event : events.finish()) ...
//
// Lives inside a transaction.
class AppStateEvents {
 public:
  static constexpr std::size_t kMaxInEvent = 500;

  // All outlive it.
  AppStateEvents(Transaction& work, const Account& own, const InstanceName& instance)
      : work_(work), own_(own), instance_(instance), names_(work, own) {}

  void take(const Mutation& mutation);
  std::vector<proto::StoredEvent> finish();

  // The own name, when a mutation told one that is news; in the store already.
  const std::string& new_push_name() const { return new_push_name_; }

 private:
  void take_contact(std::string_view jid, std::string_view full_name, std::string_view first_name);
  void take_chat(std::string_view jid);
  void take_deleted_chat(std::string_view jid);
  void take_label(std::string_view id, const Mutation& mutation);
  void take_label_of_chat(std::string_view id, std::string_view jid, const Mutation& mutation);
  void take_push_name(std::string_view name);
  void learn(std::string_view one, std::string_view other);

  // The chat as applications know it; empty for what is no chat.
  std::string shown(std::string_view jid);
  // Adds a list's next entry, JSON text, to the event that is open, or opens one.
  void add_entry(proto::StoredEvent::Kind kind, const std::string& jid, std::string_view name, std::string_view entry);
  void close_event();

  Transaction& work_;
  const Account& own_;
  const InstanceName& instance_;
  Names names_;
  std::vector<proto::StoredEvent> events_;
  bool is_open_ = false;         // the last event may get further entries
  std::string last_of_open_;     // JID of its last entry
  std::string new_push_name_;
};

}  // namespace wagate::session_whatsapp
