#include "message/message_reader.h"

#include <limits>
#include <string_view>
#include <utility>

#include "message/chat_timer.h"
#include "message/padding.h"
#include "message/wire_reader.h"
#include "proto/message.pb.h"
#include "signal/group_cipher.h"
#include "signal/session_cipher.h"

namespace wagate::session_whatsapp {
namespace {

constexpr int kNackOfUnparsable = 487;
constexpr int kNackOfContent = 491;
constexpr std::size_t kMaxGroupId = 128;
constexpr int kMaxSharedKeys = 1'000;
constexpr int kMaxSharedNames = 20'000;
constexpr std::size_t kMessageSecretSize = 32;
constexpr std::string_view kOwnName = "Você";

// Fields of Message and its parts that are looked into.
constexpr std::uint32_t kSenderKeyField = 2;
constexpr std::uint32_t kProtocolField = 12;
constexpr std::uint32_t kSentByDeviceField = 31;
constexpr std::uint32_t kContextField = 35;
constexpr std::uint32_t kEphemeralField = 40;
constexpr std::uint32_t kEditedField = 58;
constexpr std::uint32_t kMessageOfSentByDevice = 2;
constexpr std::uint32_t kSecretOfContext = 3;
constexpr std::uint32_t kHistoryOfProtocol = 6;
constexpr std::uint32_t kKeysOfProtocol = 7;
constexpr std::uint32_t kEditOfProtocol = 14;
constexpr std::uint32_t kNamesOfProtocol = 23;

template <typename Message>
bool parse_content(Message& out, std::string_view bytes) {
  return bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()) &&
         out.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

bool is_there(std::string_view field) { return field.data() != nullptr; }

// The protocol message in a message, also in the two wrappers it travels in.
std::string_view protocol_in(std::string_view message) {
  std::string_view found = bytes_field(message, kProtocolField);
  if (is_there(found)) return found;
  for (const std::uint32_t wrapper : {kEditedField, kEphemeralField}) {
    const std::string_view inner = bytes_field(bytes_field(message, wrapper), 1);
    found = bytes_field(inner, kProtocolField);
    if (is_there(found)) return found;
  }
  return {};
}

}  // namespace

ReadMessage MessageReader::read(const Node& stanza, std::int64_t now) {
  using Kind = ReadMessage::Kind;
  ReadMessage out;
  const auto envelope = read_envelope(stanza, names_);
  if (!envelope) {
    out.nack = kNackOfUnparsable;
    return out;
  }
  out.envelope = *envelope;
  if (out.envelope.chat.is_newsletter()) {
    out.kind = Kind::ignored;
    return out;
  }

  const std::string chat = out.envelope.chat.text();
  const std::string sender = out.envelope.sender.account().text();
  if (work_.is_seen(chat, sender, out.envelope.id)) {
    out.kind = Kind::duplicate;
    return out;
  }

  std::size_t parts = 0;
  bool foreign = false;
  took_group_key_ = false;
  for (const Node& part : stanza.children()) {
    if (!part.is("enc")) continue;
    if (++parts > kMaxEncryptedParts) break;
    const std::string_view version = part.attribute("v");
    const std::string_view type = part.attribute("type");
    if (version != "2" || (type != "pkmsg" && type != "msg" && type != "skmsg")) {
      foreign = true;
      continue;
    }
    read_part(part, out);
  }

  // A group key that came alone, or with a message that could not be read: the key is taken in either case.
  if (took_group_key_ && parts == 1 && out.kind == Kind::malformed && out.nack == 0) out.kind = Kind::silent;
  if (out.kind == Kind::malformed && out.nack == 0 && out.error == SignalError::none) {
    if (stanza.child("unavailable")) {
      out.kind = Kind::unavailable;
    } else {
      out.kind = foreign ? Kind::ignored : Kind::malformed;
      out.nack = foreign ? 0 : kNackOfUnparsable;
    }
    return out;
  }
  if (out.is_read()) {
    out.error = SignalError::none;
    out.nack = 0;
    work_.mark_seen(chat, sender, out.envelope.id, now);
    work_.clear_retries(out.envelope.id, out.envelope.sender.text());
    remember_secret(out.message, out, now);
    remember_timer(out, now);
  } else if (out.error == SignalError::duplicate) {
    out.kind = Kind::duplicate;
  } else if (out.error != SignalError::none) {
    out.kind = Kind::unreadable;
  }
  return out;
}

void MessageReader::read_part(const Node& part, ReadMessage& out) {
  const std::string_view type = part.attribute("type");
  const SignalAddress address = names_.address(out.envelope.sender);
  OpenedMessage opened;
  if (type == "skmsg") {
    if (!out.envelope.is_group) {
      out.nack = kNackOfUnparsable;
      return;
    }
    opened = GroupCipher(work_, out.envelope.chat.text(), address).decrypt(part.data());
  } else {
    SessionCipher cipher(work_, address);
    opened = type == "pkmsg" ? cipher.decrypt_opening(part.data()) : cipher.decrypt(part.data());
  }
  if (opened.identity_changed) {
    out.identity_changed = true;
    // It has lost the group keys it was told.
    work_.forget_sender_key_holder(out.envelope.sender.text());
    work_.forget_sender_key_holder(names_.other(out.envelope.sender).text());
  }
  if (!opened) {
    // The first part that fails says why, unless a later one does better.
    if (out.error == SignalError::none || out.error == SignalError::duplicate) out.error = opened.error;
    return;
  }
  const auto wire = unpadded(opened.plaintext.expose());
  if (!wire) {
    out.nack = kNackOfContent;
    return;
  }
  take_message(*wire, out);
}

void MessageReader::take_message(std::string_view wire, ReadMessage& out) {
  using Kind = ReadMessage::Kind;
  proto::Message parsed;  // checks form and depth of the whole before any of it is used
  if (!parse_content(parsed, wire)) {
    out.nack = kNackOfContent;
    return;
  }

  bool took_key = false;
  if (is_there(bytes_field(wire, kSenderKeyField))) {
    const proto::SenderKeyDistributionMessage& told = parsed.sender_key_distribution_message();
    const auto group = Jid::parse(told.group_id());
    if (group && told.group_id().size() <= kMaxGroupId && (group->is_group() || group->is_broadcast())) {
      GroupCipher cipher(work_, group->account().text(), names_.address(out.envelope.sender));
      took_key = cipher.learn(told.axolotl_sender_key_distribution_message()) == SignalError::none;
      took_group_key_ = took_group_key_ || took_key;
    }
  }

  std::string_view message = wire;
  const std::string_view sent = bytes_field(wire, kSentByDeviceField);
  if (is_there(sent)) {
    if (!out.envelope.from_me) {
      out.nack = kNackOfContent;  // only the account's own devices tell what it sent
      return;
    }
    message = bytes_field(sent, kMessageOfSentByDevice);
    const auto destination = Jid::parse(parsed.device_sent_message().destination_jid());
    if (!out.envelope.is_group && out.envelope.recipient.empty() && destination && !destination->user.empty()) {
      out.envelope.chat = destination->account();
    }
  }

  const std::string_view protocol = protocol_in(message);
  if (is_there(protocol)) {
    out.kind = Kind::silent;
    take_protocol(protocol, out);
    return;
  }
  if (has_content(message)) {
    out.kind = Kind::content;
    out.message = std::string(message);
    return;
  }
  // A key and nothing else: the message comes in the next part. Without one this was all.
  if (out.kind == Kind::malformed && !(took_key && out.envelope.is_group)) out.kind = Kind::silent;
}

void MessageReader::take_protocol(std::string_view protocol, ReadMessage& out) {
  proto::ProtocolMessage parsed;
  if (!parse_content(parsed, protocol)) return;
  const auto type = static_cast<ProtocolType>(parsed.type());
  if (is_for_own_devices(type) && !out.envelope.from_me) return;

  switch (type) {
    case ProtocolType::revoke:
    case ProtocolType::message_edit: {
      ReadMessage::Change change;
      change.type = type;
      change.target = key_of(out.envelope, names_);
      change.target.id = parsed.key().id();
      change.target.addressing.clear();
      // An admin may revoke what others wrote: then the key names the author.
      const auto author = Jid::parse(parsed.key().participant());
      if (type == ProtocolType::revoke && out.envelope.is_group && author && !author->user.empty()) {
        const Names::Shown shown = names_.shown(*author);
        change.target.participant = shown.jid;
        change.target.participant_alt = shown.alt;
        change.target.from_me = names_.is_own(*author);
      }
      if (type == ProtocolType::message_edit) change.text = facts_of(bytes_field(protocol, kEditOfProtocol)).text;
      change.protocol = std::string(protocol);
      if (change.target.id.empty()) return;
      out.kind = ReadMessage::Kind::change;
      out.change = std::move(change);
      return;
    }
    case ProtocolType::ephemeral_setting:
      out.new_timer = parsed.ephemeral_expiration();
      return;
    case ProtocolType::history_sync_notification:
      out.history_notification = std::string(bytes_field(protocol, kHistoryOfProtocol));
      return;
    case ProtocolType::app_state_sync_key_share:
      take_app_state_keys(bytes_field(protocol, kKeysOfProtocol), out);
      return;
    case ProtocolType::lid_migration_mapping_sync:
      take_names(bytes_field(bytes_field(protocol, kNamesOfProtocol), 1));
      return;
    default:
      return;
  }
}

void MessageReader::take_app_state_keys(std::string_view share, ReadMessage& out) {
  proto::AppStateSyncKeyShare parsed;
  if (!parse_content(parsed, share) || parsed.keys_size() > kMaxSharedKeys) return;
  for (proto::AppStateSyncKey& key : *parsed.mutable_keys()) {
    std::string& data = *key.mutable_key_data()->mutable_key_data();
    const auto secret = Secret<32>::from(data);
    const std::string& id = key.key_id().key_id();
    if (secret && !id.empty() && id.size() <= 64) {
      work_.store_app_state_key(id, *secret, key.key_data().timestamp());
      out.app_state_keys_arrived = true;
    }
    wipe(data.data(), data.size());
  }
}

void MessageReader::take_names(std::string_view payload) {
  proto::LidMigrationMappingSyncPayload parsed;
  if (!parse_content(parsed, payload) || parsed.pn_to_lid_mappings_size() > kMaxSharedNames) return;
  for (const proto::LidMigrationMapping& mapping : parsed.pn_to_lid_mappings()) {
    Jid pn;
    pn.user = std::to_string(mapping.pn());
    pn.server = kPnServer;
    Jid lid;
    lid.user = std::to_string(mapping.has_latest_lid() ? mapping.latest_lid() : mapping.assigned_lid());
    lid.server = kLidServer;
    if (mapping.pn() != 0 && lid.user != "0") names_.learn(pn, lid);
  }
}

void MessageReader::remember_secret(std::string_view wire, const ReadMessage& read, std::int64_t now) {
  const std::string_view secret = bytes_field(bytes_field(wire, kContextField), kSecretOfContext);
  if (secret.size() != kMessageSecretSize) return;
  const MessageKey key = key_of(read.envelope, names_);
  work_.remember_secret(key.chat, names_.shown(read.envelope.sender).jid, key.id, secret, now);
}

// A message that disappears tells as much of its chat as the notice that its timer was changed.
void MessageReader::remember_timer(const ReadMessage& read, std::int64_t now) {
  const std::uint32_t told = read.kind == ReadMessage::Kind::content ? facts_of(read.message).expiration : 0;
  if (!read.new_timer && told == 0) return;
  ChatTimer{read.new_timer.value_or(told), now}.remember(work_, key_of(read.envelope, names_).chat);
}

MessageRecord record_of(const ReadMessage& read, Names& names) {
  MessageRecord record;
  record.key = key_of(read.envelope, names);
  record.message = read.message;
  record.at = read.envelope.at;
  record.status = read.envelope.from_me ? "SERVER_ACK" : "DELIVERY_ACK";
  if (read.envelope.from_me) {
    record.push_name = kOwnName;
  } else if (!read.envelope.push_name.empty()) {
    record.push_name = read.envelope.push_name;
  } else {
    const std::string author = names.shown(read.envelope.sender).jid;
    record.push_name = author.substr(0, author.find('@'));
  }
  return record;
}

}  // namespace wagate::session_whatsapp
