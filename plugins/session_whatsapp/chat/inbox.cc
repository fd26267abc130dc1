#include "chat/inbox.h"

#include <utility>

#include "chat/upsert_event.h"
#include "message/content_schema.h"
#include "message/content_writer.h"
#include "message/message_record.h"
#include "message/retry.h"
#include "session/acks.h"
#include "store/transaction.h"
#include "wagate/document.h"
#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {
namespace {

// The events of an edit, or of a revoke: that makes two.
std::vector<proto::StoredEvent> changes_of(const ReadMessage::Change& change) {
  std::vector<proto::StoredEvent> events;
  Document document;
  JsonWriter json(document.json);
  if (!ContentWriter(json, document, ContentStyle::protobuf_json).write(change.protocol, content::kProtocolMessage))
    return events;
  const bool is_revoke = change.type == ProtocolType::revoke;
  const MessageKey& target = change.target;
  proto::StoredEvent event;
  event.set_kind(proto::StoredEvent::EDITED);
  event.set_chat(target.chat);
  event.set_sender(target.participant.empty() ? target.chat : target.participant);
  event.set_message_id(target.id);
  event.set_edit_type(is_revoke ? "REVOKE" : "MESSAGE_EDIT");
  event.set_text(change.text);
  event.set_from_me(target.from_me);
  event.set_json(document.json);
  events.push_back(event);
  if (!is_revoke) return events;

  std::string key;
  JsonWriter key_writer(key);
  write_key(key_writer, target);
  event.set_kind(proto::StoredEvent::DELETED);
  event.set_json(key);
  events.push_back(std::move(event));
  return events;
}

}  // namespace

void Inbox::take(const Node& message) {
  SessionStore& store = place_.session.store;
  Wire& wire = place_.session.wire;
  if (!store.account()) return;
  Transaction work(store);
  MessageReader reader(work, *store.account());
  const ReadMessage read = reader.read(message, place_.now_s());

  using Kind = ReadMessage::Kind;
  if (read.kind == Kind::unreadable) {
    place_.log.warn("a message could not be decrypted",
                    {{"instance", place_.session.instance.name}, {"error", name_of(read.error)}});
    const auto request = ask_again(work, store, read.envelope, read.error, place_.now_s());
    work.commit();
    if (request) wire.send(*request);
    wire.send(ack_for(message));
    return;
  }
  if (read.kind == Kind::malformed || read.kind == Kind::ignored || read.kind == Kind::unavailable) {
    work.commit();
    wire.send(ack_for(message, read.nack));
    return;
  }
  const std::vector<proto::StoredEvent> events = make_events(read, reader.names());
  std::vector<std::uint64_t> numbers;
  for (const proto::StoredEvent& event : events) numbers.push_back(events_.keep(work, event));
  const bool has_history = keep_history(work, read);
  work.commit();
  if (has_history) phone_.history_announced();
  if (read.app_state_keys_arrived) phone_.keys_arrived();

  const auto confirm = [this, envelope = read.envelope, is_content = read.kind == Kind::content && !events.empty()] {
    place_.session.wire.send(receipt_for(envelope, place_.is_available));
    if (is_content) published_(envelope);
  };
  if (events.empty()) return confirm();
  for (std::size_t i = 0; i < events.size(); ++i)
    events_.publish(numbers[i], events[i], i + 1 == events.size() ? confirm : std::function<void()>());
}

// Only the phone has a history; what another device calls so is none.
bool Inbox::keep_history(Transaction& work, const ReadMessage& read) const {
  const Jid& sender = read.envelope.sender;
  if (read.history_notification.empty() || sender.device != 0 || !read.envelope.from_me) return false;
  if (work.history_count() >= kMaxHistories) {
    place_.log.warn("left out a history: too many wait already", {{"instance", place_.session.instance.name}});
    return false;
  }
  work.add_history(read.envelope.id, read.history_notification);
  return true;
}

bool Inbox::is_unwanted(const Jid& chat) const {
  if (chat.is_broadcast()) return !place_.settings.read_status;
  return chat.is_group() && place_.settings.groups_ignore;
}

std::vector<proto::StoredEvent> Inbox::make_events(const ReadMessage& read, Names& names) const {
  if (is_unwanted(read.envelope.chat)) return {};
  if (read.kind == ReadMessage::Kind::change && read.change) return changes_of(*read.change);
  if (read.kind != ReadMessage::Kind::content) return {};
  // Votes are encrypted once more; applications are not told of them.
  if (facts_of(read.message).type == "pollUpdateMessage") return {};
  const MessageRecord record = record_of(read, names);
  Document document;
  if (write_record(document.json, document, record, place_.session.instance.id))
    return {upsert_event(record, document)};
  place_.log.warn("the content of a message could not be read", {{"instance", place_.session.instance.name}});
  return {};
}

}  // namespace wagate::session_whatsapp
