#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

// Keeps what is sent to a chat in order while something that goes first is still being made ready.
//
//   const auto turn = turns.hold(chat);              // a text that waits for its preview
//   turns.in_turn(chat, [this] { send(...); });      // a later one: after it
//   turns.give(chat, turn, [this] { send(...); });   // now both are sent
//
// Used on the lane.
class ChatTurns {
 public:
  using Work = std::function<void()>;
  using Turn = std::uint64_t;

  // Does `work` at once, or when everything that holds a turn in the chat has been done.
  void in_turn(const std::string& chat, Work work);

  // What comes later for the chat waits until the turn is given its work.
  Turn hold(const std::string& chat);
  void give(const std::string& chat, Turn turn, Work work);

  // Held and waiting, in all chats.
  std::size_t waiting() const { return waiting_; }

 private:
  struct Entry {
    Turn turn;
    Work work;  // empty: held
  };

  void advance(const std::string& chat);

  std::map<std::string, std::deque<Entry>> chats_;  // those with something held
  std::size_t waiting_ = 0;
  Turn last_turn_ = 0;
};

}  // namespace wagate::session_whatsapp
