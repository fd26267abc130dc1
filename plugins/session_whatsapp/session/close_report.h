#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

// "2026-01-15T18:20:01.044Z"
std::string iso_time(std::int64_t unix_ms);

// The last disconnect as status.instance carries it: an error object with the code, and its time.
std::string close_report(std::int64_t code, std::string_view message, std::string_view at_iso);

}  // namespace wagate::session_whatsapp
