#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "history/history_stream.h"
#include "message/message_record.h"
#include "message/names.h"
#include "session/surroundings.h"
#include "store/transaction.h"
#include "wagate/document.h"

namespace wagate::session_whatsapp {

// One event of a history, ready to be published.
struct HistoryEvent {
  enum class Kind : std::uint8_t { chats_set, messages_set, contacts_upsert };

  Kind kind = Kind::messages_set;
  std::int64_t count = 0;
  std::string contact;    // of contacts.upsert: the first
  std::string push_name;  // its name
  Document document;      // an array
};

// Makes events of a history's parts, each of bounded size, and learns names, tokens and the rest from them.
//
//   HistoryBatch batch(instance, with_groups);
//   HistoryStream stream(batch);
//   batch.begin(work, account);
//   stream.feed(piece);
//   work.commit();
//   for (auto& event : batch.take_full()) ...
//   ...
//   batch.begin(...); stream.finish(); batch.take_all();
class HistoryBatch final : public HistoryParts {
 public:
  static constexpr std::int64_t kMaxMessages = 200;
  static constexpr std::size_t kMaxBytes = 1u << 20;  // of an event, beyond its last message
  static constexpr std::int64_t kMaxEntries = 500;    // chats or contacts

  // `instance` outlives it. `with_groups`: chats of groups too.
  HistoryBatch(const InstanceName& instance, bool with_groups) : instance_(instance), with_groups_(with_groups) {}

  // What comes until the next begin() is learnt in this transaction; both outlive that.
  void begin(Transaction& work, const Account& own);
  void end() { work_ = nullptr; }

  // The events that are full.
  std::vector<HistoryEvent> take_full();
  // Those and what is left.
  std::vector<HistoryEvent> take_all();

  void on_conversation(std::string_view conversation) override;
  void on_story(std::string_view) override {}
  void on_push_name(std::string_view jid, std::string_view name) override;
  void on_names(std::string_view pn_jid, std::string_view lid_jid) override;
  void on_nct_salt(std::string_view salt) override;
  void on_progress(std::uint32_t) override {}

 private:
  void add_message(const MessageRecord& record);
  void add_contact(const std::string& jid, std::string_view name);
  // What is collected becomes events: chats before their messages.
  void flush();

  const InstanceName& instance_;
  const bool with_groups_;
  Transaction* work_ = nullptr;
  const Account* own_ = nullptr;
  HistoryEvent chats_{HistoryEvent::Kind::chats_set, 0, {}, {}, {}};
  HistoryEvent messages_{HistoryEvent::Kind::messages_set, 0, {}, {}, {}};
  HistoryEvent contacts_{HistoryEvent::Kind::contacts_upsert, 0, {}, {}, {}};
  std::size_t message_bytes_ = 0;  // in messages_
  std::vector<HistoryEvent> full_;
};

}  // namespace wagate::session_whatsapp
