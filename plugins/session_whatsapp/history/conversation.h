#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "message/message_record.h"
#include "message/names.h"

namespace wagate::session_whatsapp {

// A chat as a history tells it.
struct Conversation {
  Jid chat;
  std::string name;
  std::uint32_t unread = 0;
  bool archived = false;
  bool pinned = false;
  std::uint64_t mute_end = 0;    // Unix seconds; 0: not muted
  std::uint32_t expiration = 0;  // seconds after which messages disappear
  std::uint64_t at = 0;          // of the last message, Unix seconds
  std::string contact_token;
  std::int64_t contact_token_at = 0;

  // Learns the names of the account from it. Nothing for what is no chat. Old forms of JIDs are made new.
  static std::optional<Conversation> read(std::string_view wire, Names& names);
};

// Calls `take` for each message of a conversation that has content, newest first as the phone sends them.
// Returns how many that were.
std::size_t for_each_message(std::string_view conversation, const Jid& chat, Names& names,
                             const std::function<void(MessageRecord)>& take);

// One message of a history, wire form of WebMessageInfo. Nothing without key or content.
std::optional<MessageRecord> history_record(std::string_view info, const Jid& chat, Names& names);

}  // namespace wagate::session_whatsapp
