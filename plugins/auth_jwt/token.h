#pragma once

#include <string>
#include <string_view>

namespace wagate::auth_jwt {

inline constexpr std::size_t kMaxTokenBytes = 16 * 1024;

// A token in its compact form (RFC 7515, 3.1), taken apart and not yet believed.
struct Token {
  std::string_view signed_part;  // header.payload, of the text given
  std::string algorithm;         // "HS256"
  std::string key_id;            // empty when absent
  std::string payload;           // JSON text
  std::string signature;         // bytes
};

// Whether the text is meant as a token: three parts, the first of which begins like a JSON object.
bool looks_like_token(std::string_view text);

// Returns what is wrong with it, or an empty text.
std::string read_token(std::string_view text, Token& out);

}  // namespace wagate::auth_jwt
