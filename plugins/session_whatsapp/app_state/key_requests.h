#pragma once

#include <cstddef>
#include <string>

#include "chat/chat_place.h"
#include "proto/message.pb.h"

namespace wagate::session_whatsapp {

// Asks the own phone for keys of the app state that were not shared yet: once for a key, and again days later when it
// still is missing. Used on the lane.
class KeyRequests {
 public:
  // Between logins: a server that invents key ids must not make this client write to the phone without end.
  static constexpr std::size_t kMaxAsked = 32;

  explicit KeyRequests(ChatPlace& place) : place_(place) {}

  void ask(const std::string& key_id);

  // After a login.
  void reset() { asked_ = 0; }

 private:
  void send(const std::string& key_id);

  ChatPlace& place_;
  std::size_t asked_ = 0;
};

}  // namespace wagate::session_whatsapp
