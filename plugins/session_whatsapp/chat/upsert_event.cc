#include "chat/upsert_event.h"

#include <string>

namespace wagate::session_whatsapp {

proto::StoredEvent upsert_event(const MessageRecord& record, const Document& document) {
  const ContentFacts facts = facts_of(record.message);
  proto::StoredEvent event;
  event.set_kind(proto::StoredEvent::UPSERT);
  event.set_chat(record.key.chat);
  event.set_sender(record.key.participant.empty() ? record.key.chat : record.key.participant);
  event.set_message_id(record.key.id);
  event.set_message_type(std::string(facts.type));
  event.set_push_name(record.push_name);
  event.set_text(facts.text);
  event.set_from_me(record.key.from_me);
  event.set_at(record.at);
  event.set_json(document.json);
  for (const std::string& bytes : document.attachments) event.add_attachments(bytes);
  return event;
}

}  // namespace wagate::session_whatsapp
