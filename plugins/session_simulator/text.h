#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wagate::session_simulator {

// "2026-01-15T14:10:00.000Z" from Unix milliseconds.
std::string iso_time(std::int64_t unix_ms);

// What stands before '@', without a device part: "5511970000001:3@s.whatsapp.net" gives "5511970000001".
std::string_view user_of(std::string_view jid);

bool is_group(std::string_view jid);   // "...@g.us"
bool is_direct(std::string_view jid);  // "...@s.whatsapp.net" or "...@lid"

}  // namespace wagate::session_simulator
