#pragma once

#include <set>
#include <string>

namespace wagate::session_simulator {

// Who may see what, in WhatsApp's words.
struct Privacy {
  std::string readreceipts = "all";
  std::string profile = "all";
  std::string status = "all";
  std::string online = "all";
  std::string last = "all";
  std::string groupadd = "all";
};

// What an account decided about itself, beside its name and picture.
struct Account {
  std::string about = "Hey there! I am using WhatsApp.";
  Privacy privacy;
  std::set<std::string> blocked;  // phone identities
};

}  // namespace wagate::session_simulator
