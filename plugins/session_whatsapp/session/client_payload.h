#pragma once

#include <optional>
#include <string>

#include "session/options.h"
#include "store/session_store.h"

namespace wagate::session_whatsapp {

// What ends the handshake of a device that is not linked yet: its keys, and how it calls itself. `full_history` asks
// the phone for the long history instead of the recent one.
std::string registration_payload(const DeviceKeys& keys, const Options& options, bool full_history);

// What ends the handshake of a linked device. Nothing when its JID names no number and device.
std::optional<std::string> login_payload(const Account& account, const Options& options);

}  // namespace wagate::session_whatsapp
