#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

enum class InflateError { none, bad_stream, too_large };

// Unpacks a zlib stream (RFC 1950) that must fill `packed` exactly. Never makes more than `limit` bytes, and no more
// memory than twice what came out, so a few bytes that would grow to gigabytes cost nothing.
[[nodiscard]] std::optional<std::string> inflate(std::string_view packed, std::size_t limit, InflateError& error);

}  // namespace wagate::session_whatsapp
