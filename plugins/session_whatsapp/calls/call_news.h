#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "node/jid.h"
#include "node/node.h"

namespace wagate::session_whatsapp {

// What a <call> stanza says about a call.
struct CallNews {
  std::string id;
  Jid chat;    // whose call it is, without device
  Jid caller;  // without device
  Jid number;  // of the caller, when it is told beside a hidden id; empty user otherwise
  std::string caller_device;
  std::string_view status;  // "offer", "ringing", "accept", "reject", "timeout", "terminate"; empty: signalling only
  bool is_offline = false;  // it happened while nobody was there
  bool is_video = false;    // with an offer
  std::string group;        // with the offer of a group call
  bool is_group = false;
  std::int64_t at = 0;      // Unix seconds
};

// Nothing for a stanza that is no call.
[[nodiscard]] std::optional<CallNews> read_call(const Node& call);

// The document of the `call` event; `from` is who applications are told to be the caller.
[[nodiscard]] std::string call_document(const CallNews& news, const std::string& from);

}  // namespace wagate::session_whatsapp
