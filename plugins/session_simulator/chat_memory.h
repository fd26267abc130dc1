#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>

namespace wagate::session_simulator {

enum class ContentKind { text, image, video, audio, document, sticker, location, contact, poll, reaction, other };

// What is kept of a message, to be quoted, edited, revoked or reacted to later.
struct Remembered {
  std::string id;
  std::string chat;
  std::string author;  // JID of who wrote it, as the chat addresses people
  bool from_me = false;
  ContentKind kind = ContentKind::text;
  std::string text;  // text or caption
};

// The last messages of every chat. Bounded: an old message is forgotten for a new one, and so is the
// least recently started chat when there are too many.
class ChatMemory {
 public:
  static constexpr std::size_t kPerChat = 16;
  static constexpr std::size_t kChats = 512;
  static constexpr std::size_t kTextBytes = 512;  // longer texts are cut, at a whole character

  void add(Remembered message) {
    cut(message.text);
    auto [chat, is_new] = chats_.try_emplace(message.chat);
    if (is_new) {
      order_.push_back(message.chat);
      if (order_.size() > kChats) {
        chats_.erase(order_.front());
        order_.pop_front();
      }
    }
    chat->second.push_back(std::move(message));
    if (chat->second.size() > kPerChat) chat->second.pop_front();
  }

  // Oldest first; empty for a chat without messages.
  const std::deque<Remembered>& of(const std::string& chat) const {
    static const std::deque<Remembered> kNone;
    const auto found = chats_.find(chat);
    return found == chats_.end() ? kNone : found->second;
  }

  // Null when it is unknown or forgotten.
  const Remembered* find(std::string_view id) const {
    for (const auto& [chat, messages] : chats_)
      for (const Remembered& message : messages)
        if (message.id == id) return &message;
    return nullptr;
  }

  void forget(const std::string& chat, std::string_view id) {
    const auto found = chats_.find(chat);
    if (found != chats_.end())
      std::erase_if(found->second, [&](const Remembered& message) { return message.id == id; });
  }

  // Does nothing for a message that is forgotten.
  void change_text(const std::string& chat, std::string_view id, const std::string& text) {
    const auto found = chats_.find(chat);
    if (found == chats_.end()) return;
    for (Remembered& message : found->second) {
      if (message.id != id) continue;
      message.text = text;
      cut(message.text);
    }
  }

 private:
  static void cut(std::string& text) {
    if (text.size() <= kTextBytes) return;
    std::size_t end = kTextBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text.resize(end);
  }

  std::map<std::string, std::deque<Remembered>> chats_;
  std::deque<std::string> order_;
};

}  // namespace wagate::session_simulator
