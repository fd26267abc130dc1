#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "node/jid.h"
#include "session/wire.h"

namespace wagate::session_whatsapp {

// What the account lets others see and do. The names are WhatsApp's and those of applications.
inline constexpr std::array<std::string_view, 6> kPrivacyNames = {"readreceipts", "profile", "status",
                                                                  "online",       "last",    "groupadd"};

// Whether WhatsApp knows the value for that name.
[[nodiscard]] bool is_privacy_value(std::string_view name, std::string_view value);

// Calls `done` once with the values by name, or with the answer that was no success.
void fetch_privacy(Wire& wire,
                   std::function<void(const Answer& answer, const std::map<std::string, std::string>& values)> done);

// Sets one after the other. `on_answer` gets the first answer that was no success, or the last.
void set_privacy(Wire& wire, std::map<std::string, std::string> values, Wire::OnAnswer on_answer);

// The text of the own profile.
void set_about(Wire& wire, std::string text, Wire::OnAnswer on_answer);

// Blocks or unblocks an account, which has to be named by its hidden id where that is known, and by its number beside
// it.
void set_blocked(Wire& wire, const Jid& account, const Jid& number, bool is_blocked, Wire::OnAnswer on_answer);

}  // namespace wagate::session_whatsapp
