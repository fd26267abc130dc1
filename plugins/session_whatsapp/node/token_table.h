#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wagate::session_whatsapp {

// A word of the protocol's dictionary 3, as it is written: one byte, or a dictionary byte and an index.
struct Token {
  std::uint8_t dictionary = 0;  // 0: a single byte; 236 to 239: one of the four dictionaries
  std::uint8_t index = 0;

  friend bool operator==(const Token&, const Token&) = default;
};

// The token of a word; nothing when it has none. Where a word stands twice, the shorter token.
[[nodiscard]] std::optional<Token> find_token(std::string_view word);

// The word of a token; nothing for a token that does not exist.
[[nodiscard]] std::optional<std::string_view> token_word(Token token);

}  // namespace wagate::session_whatsapp
