#include "history/conversation.h"

#include <limits>

#include "message/wire_reader.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kLongestHistoryId = 128;
constexpr std::size_t kLongestName = 512;

// Fields of WebMessageInfo and of its key.
constexpr std::uint32_t kInfoKey = 1;
constexpr std::uint32_t kInfoMessage = 2;
constexpr std::uint32_t kInfoTime = 3;
constexpr std::uint32_t kInfoStatus = 4;
constexpr std::uint32_t kInfoParticipant = 5;
constexpr std::uint32_t kInfoPushName = 19;
constexpr std::uint32_t kKeyChat = 1;
constexpr std::uint32_t kKeyFromMe = 2;
constexpr std::uint32_t kKeyId = 3;
constexpr std::uint32_t kKeyParticipant = 4;

constexpr std::uint32_t kMessagesOfConversation = 2;

std::optional<Jid> present_jid(std::string_view text) {
  auto jid = Jid::parse(text);
  if (!jid || jid->user.empty()) return std::nullopt;
  if (jid->server == kOldPnServer) jid->server = kPnServer;
  return jid->account();
}

std::string_view shorter(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit);
}

std::int64_t seconds(std::uint64_t value) {
  return value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) ? static_cast<std::int64_t>(value)
                                                                                      : 0;
}

}  // namespace

std::optional<Conversation> Conversation::read(std::string_view wire, Names& names) {
  Conversation out;
  std::optional<Jid> chat;
  std::optional<Jid> pn;
  std::optional<Jid> lid;
  std::string display_name;
  WireReader reader(wire);
  while (reader.next()) {
    switch (reader.number()) {
      case 1: chat = present_jid(reader.bytes()); break;
      case 6: out.unread = static_cast<std::uint32_t>(reader.value()); break;
      case 9: out.expiration = static_cast<std::uint32_t>(reader.value()); break;
      case 12: out.at = reader.value(); break;
      case 13: out.name = shorter(reader.bytes(), kLongestName); break;
      case 16: out.archived = reader.value() != 0; break;
      case 21: out.contact_token = reader.bytes(); break;
      case 22: out.contact_token_at = seconds(reader.value()); break;
      case 24: out.pinned = reader.value() != 0; break;
      case 25: out.mute_end = reader.value(); break;
      case 38: display_name = shorter(reader.bytes(), kLongestName); break;
      case 39: pn = present_jid(reader.bytes()); break;
      case 42: lid = present_jid(reader.bytes()); break;
      default: break;
    }
  }
  if (reader.failed() || !chat) return std::nullopt;
  out.chat = *chat;
  if (out.name.empty()) out.name = std::move(display_name);
  if (pn && lid) names.learn(*pn, *lid);
  if (pn && chat->is_lid()) names.learn(*pn, *chat);
  if (lid && chat->is_pn()) names.learn(*chat, *lid);
  return out;
}

std::size_t for_each_message(std::string_view conversation, const Jid& chat, Names& names,
                             const std::function<void(MessageRecord)>& take) {
  std::size_t count = 0;
  WireReader reader(conversation);
  while (reader.next()) {
    if (reader.number() != kMessagesOfConversation) continue;
    auto record = history_record(bytes_field(reader.bytes(), 1), chat, names);
    if (!record) continue;
    ++count;
    take(std::move(*record));
  }
  return count;
}

std::optional<MessageRecord> history_record(std::string_view info, const Jid& chat, Names& names) {
  MessageRecord out;
  std::string_view key;
  std::string_view message;
  std::string_view participant;
  std::string_view push_name;
  int status = -1;
  WireReader reader(info);
  while (reader.next()) {
    switch (reader.number()) {
      case kInfoKey: key = reader.bytes(); break;
      case kInfoMessage: message = reader.bytes(); break;
      case kInfoTime: out.at = seconds(reader.value()); break;
      case kInfoStatus: status = reader.value() <= 5 ? static_cast<int>(reader.value()) : -1; break;
      case kInfoParticipant: participant = reader.bytes(); break;
      case kInfoPushName: push_name = reader.bytes(); break;
      default: break;
    }
  }
  if (reader.failed()) return std::nullopt;

  std::optional<Jid> named_chat;
  WireReader parts(key);
  while (parts.next()) {
    switch (parts.number()) {
      case kKeyChat: named_chat = present_jid(parts.bytes()); break;
      case kKeyFromMe: out.key.from_me = parts.value() != 0; break;
      case kKeyId: out.key.id = parts.bytes(); break;
      case kKeyParticipant: participant = participant.empty() ? parts.bytes() : participant; break;
      default: break;
    }
  }
  const bool has_id = !out.key.id.empty() && out.key.id.size() <= kLongestHistoryId;
  if (parts.failed() || !has_id || !has_content(message)) return std::nullopt;

  const Jid where = chat.user.empty() && named_chat ? *named_chat : chat;
  if (where.user.empty()) return std::nullopt;
  std::optional<Jid> author = present_jid(participant);
  if (where.is_group() || where.is_broadcast()) {
    out.key.chat = where.text();
    if (!author && out.key.from_me) author = names.own_pn().account();
    if (author) {
      const Names::Shown shown = names.shown(*author);
      out.key.participant = shown.jid;
      out.key.participant_alt = shown.alt;
    }
  } else {
    const Names::Shown shown = names.shown(where);
    out.key.chat = shown.jid;
    out.key.chat_alt = shown.alt;
  }
  out.message = message;
  if (status >= 0) out.status = status_name(status);
  if (out.key.from_me) {
    out.push_name = "Você";
  } else if (!push_name.empty()) {
    out.push_name = shorter(push_name, kLongestName);
  } else {
    const std::string& who = out.key.participant.empty() ? out.key.chat : out.key.participant;
    out.push_name = who.substr(0, who.find('@'));
  }
  return out;
}

}  // namespace wagate::session_whatsapp
