#pragma once

#include <cstdint>
#include <string_view>

#include "store/transaction.h"

namespace wagate::session_whatsapp {

// After which time the messages of a chat disappear, as far as it has been heard of: a message without the chat's timer
// would stay when all others go. Chats are named as applications know them.
struct ChatTimer {
  static constexpr std::uint32_t kMaxSeconds = 31'536'000;

  std::uint32_t seconds = 0;  // 0: they stay
  std::int64_t set_at = 0;    // Unix seconds

  static ChatTimer of(Transaction& work, std::string_view chat);
  void remember(Transaction& work, std::string_view chat) const;
};

}  // namespace wagate::session_whatsapp
