#include "sending/message_changes.h"

#include <utility>

#include "chat/publish.h"
#include "message/content_writer.h"
#include "message/message_record.h"
#include "sending/reading.h"
#include "sending/refusal.h"

namespace wagate::session_whatsapp {
namespace {

MessageKey key_of_named(const NamedMessage& message) {
  MessageKey key;
  key.chat = message.chat.text();
  key.from_me = message.from_me;
  key.id = message.id;
  if (message.chat.is_group()) key.participant = message.participant;
  return key;
}

// The answer: the message that carries the change, in protobuf JSON.
void answer_change(const SentLetter& sent, const ReplyBox& reply) {
  proto::Message message;
  if (!message.ParseFromString(sent.message)) return;
  const proto::ProtocolMessage& protocol = message.has_edited_message()
                                               ? message.edited_message().message().protocol_message()
                                               : message.protocol_message();
  Document document;
  JsonWriter json(document.json);
  json.begin_object().key("key").begin_object();
  json.field("remoteJid", sent.chat).field("fromMe", true).field("id", sent.id).end_object();
  json.key("message").begin_object().key("protocolMessage");
  if (!ContentWriter(json, document, ContentStyle::protobuf_json)
           .write(protocol.SerializeAsString(), content::kProtocolMessage))
    return reply.fail(abi::StatusCode::internal, "internal", "the sent message could not be written down");
  json.end_object()
      .field("messageTimestamp", std::to_string(sent.at))
      .field("status", "PENDING")
      .end_object();
  reply.ok(DocumentView(document));
}

std::string edit_json(const NamedMessage& message, const std::string& text, std::int64_t now_ms) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("key");
  write_key(json, key_of_named(message));
  json.key("editedMessage").begin_object().key("extendedTextMessage").begin_object();
  json.field("text", text).end_object().end_object();
  json.field("timestampMs", now_ms).field("type", 14).end_object();
  return out;
}

}  // namespace

Letter read_deletion(ChatPlace& place, const CheckedArguments& arguments) {
  const NamedMessage message = read_message_key(arguments.object("key"));
  if (!message.from_me && !message.chat.is_group())
    throw Refusal(abi::StatusCode::permission_denied, "not_authorized",
                  "only own messages can be taken back in a direct chat");
  if (!message.from_me && message.participant.empty()) refuse_argument("participant is missing: who wrote the message");
  Letter letter;
  letter.chat = message.chat;
  letter.has_context = false;
  letter.compose = [target = message.target()](const Context&) { return compose_revoke(target); };
  letter.tell = [&place, message, row = arguments.json_or_nothing("row")](const SentLetter& sent,
                                                                         const ReplyBox& reply) {
    std::string document = row;
    if (document.empty()) {
      JsonWriter json(document);
      write_key(json, key_of_named(message));
    }
    put_event(place, place.events.deleted, std::move(document),
              [key = key_of_named(message)](MessagesDelete& event) {
                event.chat = key.chat;
                event.sender = key.participant.empty() ? key.chat : key.participant;
                event.message_id = key.id;
                event.from_me = key.from_me;
              },
              [sent, reply] { answer_change(sent, reply); });
  };
  return letter;
}

Letter read_edit(ChatPlace& place, const CheckedArguments& arguments) {
  const NamedMessage message = read_message_key(arguments.object("key"));
  if (arguments.jid("number") != message.chat) refuse_argument("RemoteJid does not match");
  if (!message.from_me)
    throw Refusal(abi::StatusCode::permission_denied, "not_authorized", "only own messages can be edited");
  const std::string text = arguments.text("text");
  const std::int64_t now_ms = place.session.place.clock.unix_ms();
  Letter letter;
  letter.chat = message.chat;
  letter.has_context = false;
  letter.compose = [target = message.target(), text, now_ms](const Context&) {
    proto::Message changed;
    changed.mutable_extended_text_message()->set_text(text);
    return compose_edit(target, changed, now_ms);
  };
  letter.tell = [&place, message, text, now_ms](const SentLetter& sent, const ReplyBox& reply) {
    put_event(place, place.events.sent_update, edit_json(message, text, now_ms),
              [key = key_of_named(message), text](SendMessageUpdate& event) {
                event.chat = key.chat;
                event.message_id = key.id;
                event.text = text;
              },
              [sent, reply] { answer_change(sent, reply); });
  };
  return letter;
}

}  // namespace wagate::session_whatsapp
