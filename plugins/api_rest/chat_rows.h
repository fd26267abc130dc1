#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Stored rows in the shapes in which the routes of /chat show them.
namespace wagate::api_rest {

// A contact with isGroup, isSaved and type.
std::string contact_row(std::string_view stored);

// A chat with its last message, from which media are cut out, and the 24 hours in which a business
// may answer freely.
std::string chat_with_message(std::string_view stored, std::int64_t now_ms);

// The row of a chat alone; "null" for a chat that has messages and no row.
std::string chat_row(std::string_view stored);

}  // namespace wagate::api_rest
