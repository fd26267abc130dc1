#include "chat/durable_events.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace wagate::session_whatsapp {
namespace {

void set_facts(MessagesUpsert& event, const proto::StoredEvent& stored) {
  event.chat = stored.chat();
  event.sender = stored.sender();
  event.message_id = stored.message_id();
  event.message_type = stored.message_type();
  event.push_name = stored.push_name();
  event.text = stored.text();
  event.from_me = stored.from_me();
  event.at = stored.at();
}

void set_facts(MessagesEdited& event, const proto::StoredEvent& stored) {
  event.chat = stored.chat();
  event.sender = stored.sender();
  event.message_id = stored.message_id();
  event.edit_type = stored.edit_type();
  event.text = stored.text();
  event.from_me = stored.from_me();
}

void set_facts(MessagesDelete& event, const proto::StoredEvent& stored) {
  event.chat = stored.chat();
  event.sender = stored.sender();
  event.message_id = stored.message_id();
  event.from_me = stored.from_me();
}

void set_facts(ContactsUpsert& event, const proto::StoredEvent& stored) {
  event.contact = stored.chat();
  event.push_name = stored.push_name();
  event.count = stored.count();
}

void set_facts(GroupsUpsert& event, const proto::StoredEvent& stored) {
  event.chat = stored.chat();
  event.count = stored.count();
}

void set_facts(GroupsUpdate& event, const proto::StoredEvent& stored) {
  event.chat = stored.chat();
  event.sender = stored.sender();
}

void set_facts(GroupParticipantsUpdate& event, const proto::StoredEvent& stored) {
  event.chat = stored.chat();
  event.sender = stored.sender();
  event.action = stored.action();
}

void set_facts(ChatsUpsert& event, const proto::StoredEvent& stored) {
  event.chat = stored.chat();
  event.count = stored.count();
}

void set_facts(ChatsUpdate& event, const proto::StoredEvent& stored) {
  event.chat = stored.chat();
  event.count = stored.count();
}

void set_facts(ChatsDelete& event, const proto::StoredEvent& stored) {
  event.chat = stored.chat();
  event.count = stored.count();
}

void set_facts(LabelsEdit& event, const proto::StoredEvent& stored) {
  event.label_id = stored.label_id();
  event.name = stored.text();
  event.deleted = stored.deleted();
}

void set_facts(LabelsAssociation& event, const proto::StoredEvent& stored) {
  event.chat = stored.chat();
  event.label_id = stored.label_id();
  event.action = stored.action();
}

template <typename E>
abi::StatusCode publish_as(const Publisher<E>& publisher, abi::InstanceKey key, const proto::StoredEvent& stored) {
  std::vector<abi::BytesRef> attachments;
  for (const std::string& bytes : stored.attachments())
    attachments.emplace_back(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  E event;
  set_facts(event, stored);
  event.document = abi::DocumentRef(stored.json(), attachments.data(), attachments.size());
  abi::ErrorOut error;
  return publisher(key, event, error);
}

}  // namespace

DurableEvents::DurableEvents(ChatPlace& place)
    : place_(place), pending_(place.session.store), left_over_(pending_.load()) {}

DurableEvents::~DurableEvents() {
  try {
    Transaction work(place_.session.store);
    forget_published(work);
    work.commit();
  } catch (const StoreError&) {  // they are published once more, then
  }
}

std::uint64_t DurableEvents::keep(Transaction& work, const proto::StoredEvent& event) {
  forget_published(work);
  return pending_.add(work, event);
}

void DurableEvents::publish(std::uint64_t number, const proto::StoredEvent& event, std::function<void()> after) {
  publish_left_over();
  confirm_forgotten();  // the transaction that kept this event is committed
  const auto stored = std::make_shared<proto::StoredEvent>(event);
  place_.session.outbox.put([this, stored] { return publish_stored(*stored); },
                            [this, number, after = std::move(after)] { was_published({number, after}); });
}

void DurableEvents::publish_left_over() {
  for (const auto& [number, event] : std::exchange(left_over_, {})) publish(number, event);
}

// [the outbox's lane] A process that is killed from here on publishes the event once more, until the next transaction on
// the session's lane is committed.
void DurableEvents::was_published(Published event) {
  std::lock_guard lock(mutex_);
  published_.push_back(std::move(event));
  if (!std::exchange(is_sweep_posted_, true)) place_.session.place.lane->post([this] { sweep(); });
}

void DurableEvents::sweep() {
  {
    std::lock_guard lock(mutex_);
    is_sweep_posted_ = false;
    if (published_.empty() && forgotten_.empty()) return;
  }
  Transaction work(place_.session.store);
  forget_published(work);
  work.commit();
  confirm_forgotten();
}

void DurableEvents::forget_published(Transaction& work) {
  {
    std::lock_guard lock(mutex_);
    std::move(published_.begin(), published_.end(), std::back_inserter(forgotten_));
    published_.clear();
  }
  for (const Published& event : forgotten_) pending_.remove(work, event.number);
}

void DurableEvents::confirm_forgotten() {
  for (const Published& event : std::exchange(forgotten_, {}))
    if (event.after) event.after();
}

abi::StatusCode DurableEvents::publish_stored(const proto::StoredEvent& event) const {
  const abi::InstanceKey key = place_.session.instance.key;
  const ChatEvents& events = place_.events;
  using Stored = proto::StoredEvent;
  switch (event.kind()) {
    case Stored::UPSERT: return publish_as(events.upsert, key, event);
    case Stored::EDITED: return publish_as(events.edited, key, event);
    case Stored::DELETED: return publish_as(events.deleted, key, event);
    case Stored::CONTACTS_UPSERT: return publish_as(events.lists.contacts_upsert, key, event);
    case Stored::CHATS_UPDATE: return publish_as(events.chats_update, key, event);
    case Stored::CHATS_DELETE: return publish_as(events.lists.chats_delete, key, event);
    case Stored::LABELS_EDIT: return publish_as(events.lists.labels_edit, key, event);
    case Stored::LABELS_ASSOCIATION: return publish_as(events.lists.labels_association, key, event);
    case Stored::GROUPS_UPSERT: return publish_as(events.groups_upsert, key, event);
    case Stored::GROUPS_UPDATE: return publish_as(events.groups_update, key, event);
    case Stored::PARTICIPANTS_UPDATE: return publish_as(events.participants_update, key, event);
    case Stored::CHATS_UPSERT: return publish_as(events.chats_upsert, key, event);
  }
  return abi::StatusCode::ok;
}

}  // namespace wagate::session_whatsapp
