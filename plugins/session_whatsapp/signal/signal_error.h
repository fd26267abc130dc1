#pragma once

#include <cstdint>
#include <string_view>

namespace wagate::session_whatsapp {

// Why a Signal message could not be read, or a session not be opened. What to do about it is decided by the
// one who asked: a duplicate is acknowledged, most others are answered with a request to send again.
enum class SignalError : std::uint8_t {
  none,
  malformed,         // not a message of protocol version 3
  duplicate,         // read before: its key is used up
  no_session,        // nothing to read it with
  bad_mac,           // made with other keys, or changed on the way
  missing_prekey,    // names a one-time or signed prekey that is not here (any more)
  too_far_ahead,     // would skip more messages than are allowed
  no_sender_key,     // the group key it was made with never came
  bad_signature,     // of a group message or a prekey
  bad_key,           // a public key that no honest client makes
};

// For log lines: "bad_mac".
constexpr std::string_view name_of(SignalError error) {
  switch (error) {
    case SignalError::none: return "none";
    case SignalError::malformed: return "malformed";
    case SignalError::duplicate: return "duplicate";
    case SignalError::no_session: return "no_session";
    case SignalError::bad_mac: return "bad_mac";
    case SignalError::missing_prekey: return "missing_prekey";
    case SignalError::too_far_ahead: return "too_far_ahead";
    case SignalError::no_sender_key: return "no_sender_key";
    case SignalError::bad_signature: return "bad_signature";
    case SignalError::bad_key: return "bad_key";
  }
  return "unknown";
}

}  // namespace wagate::session_whatsapp
