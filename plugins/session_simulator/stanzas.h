#pragma once

#include <string>
#include <string_view>

// The stanzas a device sends for its commands, as JSON texts for the StanzaLog.
namespace wagate::session_simulator {

// The account is there or not.
std::string presence_stanza(std::string_view type, std::string_view name);

// What the account does in one chat: "composing", "recording", "paused".
std::string chat_state_stanza(std::string_view chat, std::string_view state);

// The account has read that message.
std::string receipt_stanza(std::string_view chat, std::string_view message_id, std::string_view participant);

}  // namespace wagate::session_simulator
