#pragma once

#include <string>
#include <string_view>

namespace wagate::session_simulator {

// What an instance's settings say about the traffic it wants.
struct Settings {
  bool reject_call = false;
  bool groups_ignore = false;
  bool read_status = false;
  bool always_online = false;
  bool read_messages = false;  // marks what arrives as read
  std::string msg_call;        // sent to rejected callers; empty: nothing

  // From the settings object of an instance. Keys that are missing or of another type keep their default,
  // as does everything when the text is not an object: settings are checked where they are set.
  static Settings parse(std::string_view json);
};

}  // namespace wagate::session_simulator
