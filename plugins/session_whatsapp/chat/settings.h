#pragma once

#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

// What an instance's settings say about the traffic it wants. They are checked where they are set, so what is missing
// or of another type counts as off here.
struct Settings {
  bool reject_call = false;
  bool groups_ignore = false;
  bool read_status = false;
  bool always_online = false;
  bool read_messages = false;  // tells senders that what arrived was read
  bool sync_full_history = false;  // asks for the long history when linking
  std::string msg_call;        // sent to rejected callers; empty: nothing

  static Settings parse(std::string_view json);
};

}  // namespace wagate::session_whatsapp
