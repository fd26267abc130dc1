// Messages and chats that are there.
#include <utility>

#include "command_table.h"
#include "made_media.h"
#include "media.h"
#include "shapes.h"
#include "stanzas.h"
#include "text.h"
#include "wagate/commands.h"

namespace wagate::session_simulator {
namespace {

constexpr std::int64_t kMaxPresenceMs = 600'000;

// The message a key names, as far as it is remembered.
Remembered message_of(Device& device, const MessageKey& key) {
  if (device.world().was_revoked(key.id)) refuse_message();
  Cast& cast = device.world().cast();
  if (is_group(key.chat) && !cast.find_group(key.chat)) refuse_group();
  if (const Remembered* known = device.world().memory().find(key.id); known && known->chat == key.chat) return *known;
  Remembered out;
  out.id = key.id;
  out.chat = key.chat;
  out.from_me = key.from_me;
  out.author = key.from_me ? cast.owner.jid : key.participant.empty() ? key.chat : key.participant;
  return out;
}

// The record of the protocol message that changes another: in protobuf JSON, so numbers are texts. `content`
// writes what comes after the key.
template <typename Content>
Document protocol_result(Device& device, const Remembered& message, Content content) {
  Document out;
  JsonWriter json(out.json);
  json.begin_object().key("key").begin_object();
  json.field("remoteJid", message.chat)
      .field("fromMe", true)
      .field("id", make_message_id(Phone::web, device.choices()))
      .end_object()
      .key("message")
      .begin_object()
      .key("protocolMessage")
      .begin_object()
      .key("key")
      .begin_object()
      .field("remoteJid", message.chat)
      .field("fromMe", message.from_me)
      .field("id", message.id);
  if (is_group(message.chat) && !message.from_me) json.field("participant", message.author);
  json.end_object();
  content(json);
  json.end_object()
      .end_object()
      .field("messageTimestamp", std::to_string(device.wall_ms() / 1000))
      .field("status", "PENDING")
      .end_object();
  return out;
}

Action delete_message(const Node& arguments) {
  const MessageKey key = read_key(arguments);
  std::string row = arguments.json_or("row");
  return [key, row = std::move(row)](Device& device, const ReplyBox& reply) {
    const Remembered message = message_of(device, key);
    const Group* group = device.world().cast().find_group(key.chat);
    if (!message.from_me && !(group && group->owner_is_admin()))
      refuse_unauthorized("only admins of a group may delete messages of others");
    device.world().take_back(key.chat, key.id);
    device.put(row.empty() ? message_delete(message) : message_delete(message, row));
    device.answer(reply, protocol_result(device, message, [](JsonWriter& json) { json.field("type", "REVOKE"); }));
  };
}

Action update_message(const Node& arguments) {
  const MessageKey key = read_key(arguments);
  const std::string chat = arguments.jid("number");
  const std::string text = arguments.text("text");
  if (text.empty()) refuse_argument("Text is required");
  if (chat != key.chat) refuse_argument("RemoteJid does not match");
  return [key, text](Device& device, const ReplyBox& reply) {
    Remembered message = message_of(device, key);
    if (!message.from_me) refuse_unauthorized("only own messages can be edited");
    message.text = text;
    const std::int64_t at_ms = device.wall_ms();
    device.world().change_text(message.chat, message.id, text);
    device.put(own_message_edit(message, text, at_ms));
    device.answer(reply, protocol_result(device, message, [&](JsonWriter& json) {
                    json.field("type", "MESSAGE_EDIT")
                        .key("editedMessage")
                        .begin_object()
                        .key("extendedTextMessage")
                        .begin_object()
                        .field("text", text)
                        .end_object()
                        .end_object()
                        .field("timestampMs", std::to_string(at_ms));
                  }));
  };
}

Action mark_read(const Node& arguments) {
  std::vector<MessageKey> keys;
  // Each entry is a key itself.
  for (const Node& key : arguments.objects("keys", kMaxListEntries))
    keys.push_back(
        {key.text("id", 128), key.jid("remoteJid"), key.flag_or("fromMe", false), key.text_or("participant", "", 128)});
  if (keys.empty()) refuse_argument("keys is an empty list");
  return [keys = std::move(keys)](Device& device, const ReplyBox& reply) {
    for (const MessageKey& key : keys) {
      device.stanzas().add(receipt_stanza(key.chat, key.id, key.participant));
      const std::string& author = key.participant.empty() ? key.chat : key.participant;
      if (key.from_me) continue;
      for (Beat& beat : device.world().read_by_owner(key.chat, key.id, author)) device.put(std::move(beat.happening));
    }
    device.answer(reply);
  };
}

// The last message of a chat is named so that a phone knows up to where the change goes; here it only has to
// be of that form.
void check_last_message(const Node& arguments) {
  const Node last = arguments.object("lastMessage");
  read_key(last);
  last.integer_or("messageTimestamp", 0, std::int64_t{1} << 40, 0);
}

Action change_chat(const Node& arguments) {
  const std::string chat = arguments.jid("chat");
  check_last_message(arguments);
  return [chat](Device& device, const ReplyBox& reply) {
    if (is_group(chat) && !device.world().cast().find_group(chat)) refuse_group();
    device.put(chat_update(chat, device.world().stage().instance_id));
    device.answer(reply);
  };
}

Action archive_chat(const Node& arguments) {
  arguments.flag("archive");
  return change_chat(arguments);
}

Action mark_chat_unread(const Node& arguments) { return change_chat(arguments); }

ContentKind kind_of_type(const std::string& type) {
  for (const ContentKind kind :
       {ContentKind::image, ContentKind::video, ContentKind::audio, ContentKind::document, ContentKind::sticker})
    if (type == message_type(kind)) return kind;
  return ContentKind::other;
}

Action fetch_media(const Node& arguments) {
  read_key(arguments);
  const FileReference wanted = read_file_reference(arguments.object("message"));
  return [wanted](Device& device, const ReplyBox& reply) {
    std::string bytes;
    if (const auto sent = device.shelf().find(wanted.media_key)) {
      bytes = *sent;
    } else {
      // A file of a simulated message is made again; any other key makes a file with another hash.
      bytes = make_media(kind_of_type(wanted.type), wanted.media_key);
      if (bytes.empty() || sha256(bytes) != wanted.sha256)
        throw Refusal{abi::StatusCode::failed_precondition, "media_gone", "WhatsApp does not have this file any more"};
    }
    Document result;
    const std::string mimetype = wanted.mimetype.empty() ? look_at(bytes).mimetype : wanted.mimetype;
    const std::string place = result.attach(std::move(bytes));
    JsonWriter(result.json).begin_object().field("mimetype", mimetype).field_raw("media", place).end_object();
    device.answer(reply, std::move(result));
  };
}

Action chat_presence(const Node& arguments) {
  const std::string chat = arguments.jid("number");
  const std::string presence =
      arguments.one_of("presence", {"unavailable", "available", "composing", "recording", "paused"});
  const std::int64_t delay_ms = arguments.integer("delay", 0, kMaxPresenceMs);
  return [chat, presence, delay_ms](Device& device, const ReplyBox& reply) {
    if (device.is_unknown(chat))
      throw Refusal{abi::StatusCode::invalid_argument, "not_on_whatsapp", "nobody has that number on WhatsApp"};
    if (is_group(chat) && !device.world().cast().find_group(chat)) refuse_group();
    if (device.waiting_sends() >= kMaxWaitingSends)
      throw Refusal{abi::StatusCode::resource_exhausted, "too_many_pending",
                    "256 commands of this instance wait for their delay; send fewer at a time"};
    ++device.waiting_sends();
    const bool in_chat = presence != "available" && presence != "unavailable";
    const std::string name = device.world().cast().owner.name;
    const auto show = [&device, chat, presence, in_chat, name] {
      device.stanzas().add(in_chat ? chat_state_stanza(chat, presence) : presence_stanza(presence, name));
    };
    show();
    for (std::int64_t begin = kTypingPieceMs; begin < delay_ms; begin += kTypingPieceMs) device.after(begin, show);
    if (is_direct(chat)) device.schedule(device.world().presence_of(chat, device.wall_ms()));
    device.after(delay_ms, [&device, chat, reply] {
      --device.waiting_sends();
      device.stanzas().add(chat_state_stanza(chat, "paused"));
      device.answer(reply);
    });
  };
}

constexpr CommandEntry kMessageCommands[] = {{commands::kDeleteMessage, delete_message},
                                             {commands::kUpdateMessage, update_message},
                                             {commands::kMarkRead, mark_read},
                                             {commands::kArchiveChat, archive_chat},
                                             {commands::kMarkChatUnread, mark_chat_unread},
                                             {commands::kFetchMedia, fetch_media},
                                             {commands::kChatPresence, chat_presence}};

}  // namespace

CommandTable message_commands() { return kMessageCommands; }

}  // namespace wagate::session_simulator
