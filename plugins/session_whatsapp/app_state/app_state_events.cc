#include "app_state/app_state_events.h"

#include <utility>

#include "store/value_names.h"
#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kLongestSettingName = 512;
constexpr std::size_t kLongestLabelId = 64;
constexpr std::size_t kLongestOwnName = 128;
constexpr std::size_t kMaxSalt = 256;

// Cut where a character begins.
std::string_view cut_name(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit);
}

bool is_chat_setting(const MutationIndex& index) {
  for (const std::string_view action : {"mute", "pin_v1", "archive", "markChatAsRead", "clearChat"})
    if (index.is(action)) return true;
  return false;
}

}  // namespace

void AppStateEvents::take(const Mutation& mutation) {
  const MutationIndex index = MutationIndex::read(mutation.index);
  const proto::SyncActionValue& value = mutation.value;
  const bool is_set = mutation.kind == MutationKind::set;
  if (is_chat_setting(index)) {
    take_chat(index.part(1));
  } else if (index.is("contact") && is_set && value.has_contact_action()) {
    const proto::ContactAction& contact = value.contact_action();
    learn(index.part(1), contact.lid_jid());
    learn(index.part(1), contact.pn_jid());
    take_contact(index.part(1), contact.full_name(), contact.first_name());
  } else if (index.is("lid_contact") && is_set && value.has_lid_contact_action()) {
    take_contact(index.part(1), value.lid_contact_action().full_name(), value.lid_contact_action().first_name());
  } else if (index.is("deleteChat") && is_set) {
    take_deleted_chat(index.part(1));
  } else if (index.is("label_edit")) {
    take_label(index.part(1), mutation);
  } else if (index.is("label_jid") || index.is("label_message")) {
    take_label_of_chat(index.part(1), index.part(2), mutation);
  } else if (index.is("setting_pushName") && is_set) {
    take_push_name(value.push_name_setting().name());
  } else if (index.is("pnForLidChat") && is_set) {
    learn(index.part(1), value.pn_for_lid_chat_action().pn_jid());
  } else if (index.is("nct_salt_sync") && is_set) {
    const std::string& salt = value.nct_salt_sync_action().salt();
    if (!salt.empty() && salt.size() <= kMaxSalt) work_.set_value(value_names::kNctSalt, salt);
  }
}

void AppStateEvents::take_contact(std::string_view jid, std::string_view full_name, std::string_view first_name) {
  const std::string contact = shown(jid);
  if (contact.empty()) return;
  std::string_view name = cut_name(full_name.empty() ? first_name : full_name, kLongestSettingName);
  if (name.empty()) name = std::string_view(contact).substr(0, contact.find('@'));
  std::string entry;
  JsonWriter(entry)
      .begin_object()
      .field("remoteJid", contact)
      .field("pushName", name)
      .field_null("profilePicUrl")
      .field("instanceId", instance_.id)
      .end_object();
  add_entry(proto::StoredEvent::CONTACTS_UPSERT, contact, name, entry);
}

void AppStateEvents::take_chat(std::string_view jid) {
  const std::string chat = shown(jid);
  if (chat.empty()) return;
  std::string entry;
  JsonWriter(entry).begin_object().field("remoteJid", chat).field("instanceId", instance_.id).end_object();
  add_entry(proto::StoredEvent::CHATS_UPDATE, chat, {}, entry);
}

void AppStateEvents::take_deleted_chat(std::string_view jid) {
  const std::string chat = shown(jid);
  if (chat.empty()) return;
  std::string entry;
  JsonWriter::append_quoted(entry, chat);
  add_entry(proto::StoredEvent::CHATS_DELETE, chat, {}, entry);
}

void AppStateEvents::take_label(std::string_view id, const Mutation& mutation) {
  if (id.empty() || id.size() > kLongestLabelId) return;
  const proto::LabelEditAction& edit = mutation.value.label_edit_action();
  const bool is_deleted = mutation.kind == MutationKind::remove || edit.deleted();
  Label label;
  label.id = id;
  label.name = cut_name(edit.name(), kLongestSettingName);
  label.color = edit.color();
  if (edit.has_predefined_id()) label.predefined_id = std::to_string(edit.predefined_id());
  if (is_deleted) {
    work_.remove_label(id);
  } else {
    work_.store_label(label);
  }

  close_event();
  proto::StoredEvent event;
  event.set_kind(proto::StoredEvent::LABELS_EDIT);
  event.set_label_id(label.id);
  event.set_text(label.name);
  event.set_deleted(is_deleted);
  std::string json;
  JsonWriter writer(json);
  writer.begin_object().field("id", label.id).field("name", label.name).field("color", label.color);
  writer.field("deleted", is_deleted);
  if (!label.predefined_id.empty()) writer.field("predefinedId", label.predefined_id);
  writer.field("instance", instance_.name).end_object();
  event.set_json(std::move(json));
  events_.push_back(std::move(event));
}

void AppStateEvents::take_label_of_chat(std::string_view id, std::string_view jid, const Mutation& mutation) {
  const std::string chat = shown(jid);
  if (chat.empty() || id.empty() || id.size() > kLongestLabelId) return;
  const bool is_on = mutation.kind == MutationKind::set && mutation.value.label_association_action().labeled();
  const std::string_view action = is_on ? "add" : "remove";

  close_event();
  proto::StoredEvent event;
  event.set_kind(proto::StoredEvent::LABELS_ASSOCIATION);
  event.set_chat(chat);
  event.set_label_id(std::string(id));
  event.set_action(std::string(action));
  std::string json;
  JsonWriter(json)
      .begin_object()
      .field("instance", instance_.name)
      .field("type", action)
      .field("chatId", chat)
      .field("labelId", id)
      .end_object();
  event.set_json(std::move(json));
  events_.push_back(std::move(event));
}

void AppStateEvents::take_push_name(std::string_view name) {
  name = cut_name(name, kLongestOwnName);
  if (name.empty() || name == (new_push_name_.empty() ? own_.push_name : new_push_name_)) return;
  Account account = own_;
  account.push_name = name;
  new_push_name_ = name;
  work_.save_account(account);
}

void AppStateEvents::learn(std::string_view one, std::string_view other) {
  const auto first = Jid::parse(one);
  const auto second = Jid::parse(other);
  if (first && second) names_.learn(first->account(), second->account());
}

std::string AppStateEvents::shown(std::string_view text) {
  const auto jid = Jid::parse(text);
  if (!jid || jid->user.empty()) return {};
  return jid->is_pn() || jid->is_lid() ? names_.shown(*jid).jid : jid->account().text();
}

void AppStateEvents::add_entry(proto::StoredEvent::Kind kind, const std::string& jid, std::string_view name,
                               std::string_view entry) {
  const bool fits = is_open_ && events_.back().kind() == kind &&
                    events_.back().count() < static_cast<std::int64_t>(kMaxInEvent);
  if (fits && kind != proto::StoredEvent::CONTACTS_UPSERT && last_of_open_ == jid) return;  // told just now
  if (!fits) {
    close_event();
    proto::StoredEvent event;
    event.set_kind(kind);
    event.set_chat(jid);
    event.set_push_name(std::string(name));
    event.set_json("[");
    events_.push_back(std::move(event));
    is_open_ = true;
  } else {
    events_.back().mutable_json()->push_back(',');
  }
  proto::StoredEvent& event = events_.back();
  event.mutable_json()->append(entry);
  event.set_count(event.count() + 1);
  last_of_open_ = jid;
}

void AppStateEvents::close_event() {
  if (is_open_) events_.back().mutable_json()->push_back(']');
  is_open_ = false;
}

std::vector<proto::StoredEvent> AppStateEvents::finish() {
  close_event();
  return std::exchange(events_, {});
}

}  // namespace wagate::session_whatsapp
