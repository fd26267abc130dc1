#include "history/history_batch.h"

#include <optional>
#include <utility>

#include "history/conversation.h"
#include "profile/contact_tokens.h"
#include "store/value_names.h"
#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kLongestHistoryName = 512;
constexpr std::size_t kLongestHistorySalt = 256;
constexpr std::size_t kLongestToken = 1'024;

std::string_view cut_history_name(std::string_view text) {
  if (text.size() <= kLongestHistoryName) return text;
  std::size_t limit = kLongestHistoryName;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit);
}

// Old forms made new; without device.
std::optional<Jid> person_named(std::string_view text) {
  auto jid = Jid::parse(text);
  if (!jid || jid->user.empty()) return std::nullopt;
  if (jid->server == kOldPnServer) jid->server = kPnServer;
  if (!jid->is_pn() && !jid->is_lid()) return std::nullopt;
  return jid->account();
}

std::string& next_entry(HistoryEvent& event) {
  std::string& json = event.document.json;
  json += event.count++ == 0 ? '[' : ',';
  return json;
}

}  // namespace

void HistoryBatch::begin(Transaction& work, const Account& own) {
  work_ = &work;
  own_ = &own;
}

void HistoryBatch::on_conversation(std::string_view wire) {
  Names names(*work_, *own_);
  const auto conversation = Conversation::read(wire, names);
  if (!conversation) return;
  const Jid& chat = conversation->chat;
  const bool is_person = chat.is_pn() || chat.is_lid();
  if (!is_person && !(chat.is_group() && with_groups_)) return;

  const std::string shown = is_person ? names.shown(chat).jid : chat.text();
  JsonWriter json(next_entry(chats_));
  json.begin_object().field("remoteJid", shown).field("instanceId", instance_.id);
  if (!conversation->name.empty()) json.field("name", conversation->name);
  json.end_object();
  if (is_person && !conversation->name.empty()) add_contact(shown, conversation->name);
  if (is_person && !conversation->contact_token.empty() && conversation->contact_token.size() <= kLongestToken)
    work_->store_contact_token(ContactTokens::filed_under(names, chat), conversation->contact_token,
                               conversation->contact_token_at);
  for_each_message(wire, chat, names, [this](const MessageRecord& record) { add_message(record); });
  if (chats_.count >= kMaxEntries) flush();
}

void HistoryBatch::add_message(const MessageRecord& record) {
  Document& document = messages_.document;
  const std::size_t before = document.json.size();
  const std::size_t attachments = document.attachments.size();
  document.json += messages_.count == 0 ? '[' : ',';
  if (!write_record(document.json, document, record, instance_.id)) {
    document.json.resize(before);
    return;
  }
  ++messages_.count;
  message_bytes_ += document.json.size() - before;
  for (std::size_t i = attachments; i < document.attachments.size(); ++i)
    message_bytes_ += document.attachments[i].size();
  if (messages_.count >= kMaxMessages || message_bytes_ >= kMaxBytes) flush();
}

void HistoryBatch::on_push_name(std::string_view jid, std::string_view name) {
  const auto person = person_named(jid);
  if (!person || name.empty()) return;
  Names names(*work_, *own_);
  if (names.is_own(*person)) return;
  add_contact(names.shown(*person).jid, cut_history_name(name));
}

void HistoryBatch::add_contact(const std::string& jid, std::string_view name) {
  if (contacts_.count == 0) {
    contacts_.contact = jid;
    contacts_.push_name = name;
  }
  JsonWriter(next_entry(contacts_))
      .begin_object()
      .field("remoteJid", jid)
      .field("pushName", name)
      .field_null("profilePicUrl")
      .field("instanceId", instance_.id)
      .end_object();
  if (contacts_.count >= kMaxEntries) flush();
}

void HistoryBatch::on_names(std::string_view pn_jid, std::string_view lid_jid) {
  const auto pn = person_named(pn_jid);
  const auto lid = person_named(lid_jid);
  if (pn && lid) Names(*work_, *own_).learn(*pn, *lid);
}

void HistoryBatch::on_nct_salt(std::string_view salt) {
  if (!salt.empty() && salt.size() <= kLongestHistorySalt) work_->set_value(value_names::kNctSalt, salt);
}

void HistoryBatch::flush() {
  for (HistoryEvent* event : {&chats_, &messages_, &contacts_}) {
    const HistoryEvent::Kind kind = event->kind;
    if (event->count == 0) continue;
    event->document.json += ']';
    full_.push_back(std::exchange(*event, {kind, 0, {}, {}, {}}));
  }
  message_bytes_ = 0;
}

std::vector<HistoryEvent> HistoryBatch::take_full() { return std::exchange(full_, {}); }

std::vector<HistoryEvent> HistoryBatch::take_all() {
  flush();
  return take_full();
}

}  // namespace wagate::session_whatsapp
