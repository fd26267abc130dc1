#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chat/chat_place.h"
#include "node/node.h"

namespace wagate::session_whatsapp {

// What an incoming <receipt> says about messages of the own account.
struct ReceiptNews {
  std::string_view status;       // "DELIVERY_ACK", "READ", "PLAYED"; empty: nothing applications are told
  std::vector<std::string> ids;  // at most kMaxReceiptIds
};
inline constexpr std::size_t kMaxReceiptIds = 1'000;

[[nodiscard]] ReceiptNews read_receipt(const Node& receipt);

// Publishes messages.update for one message of the own account, then runs `after`.
void publish_status(ChatPlace& place, const std::string& chat, const std::string& id, std::string_view status,
                    std::function<void()> after);

}  // namespace wagate::session_whatsapp
