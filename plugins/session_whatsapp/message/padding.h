#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

// Messages are encrypted with 1 to 15 bytes behind them, each saying how many they are.
std::string padded(std::string_view message);

// Nothing when the last byte is no such number.
std::optional<std::string_view> unpadded(std::string_view text);

}  // namespace wagate::session_whatsapp
