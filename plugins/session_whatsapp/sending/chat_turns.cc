#include "sending/chat_turns.h"

#include <utility>

namespace wagate::session_whatsapp {

void ChatTurns::in_turn(const std::string& chat, Work work) {
  const auto found = chats_.find(chat);
  if (found == chats_.end()) return work();
  found->second.push_back({++last_turn_, std::move(work)});
  ++waiting_;
}

ChatTurns::Turn ChatTurns::hold(const std::string& chat) {
  chats_[chat].push_back({++last_turn_, nullptr});
  ++waiting_;
  return last_turn_;
}

void ChatTurns::give(const std::string& chat, Turn turn, Work work) {
  const auto found = chats_.find(chat);
  if (found == chats_.end()) return;
  for (Entry& entry : found->second)
    if (entry.turn == turn) entry.work = std::move(work);
  advance(chat);
}

void ChatTurns::advance(const std::string& chat) {
  // Looked up anew each time: what is done may add to the chat.
  for (auto found = chats_.find(chat); found != chats_.end(); found = chats_.find(chat)) {
    if (found->second.empty()) {
      chats_.erase(found);
      return;
    }
    if (!found->second.front().work) return;
    const Work work = std::move(found->second.front().work);
    found->second.pop_front();
    --waiting_;
    work();
  }
}

}  // namespace wagate::session_whatsapp
