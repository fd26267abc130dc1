#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "account.h"
#include "cast.h"
#include "world.h"

namespace wagate::session_simulator {

// What commands changed of an account, as it survives a restart: profile, privacy, blocked contacts and groups.
// What happened by itself meanwhile is saved with it; an account that no command touched saves nothing.
struct SavedAccount {
  bool touched = false;
  std::string owner;  // whose account it is: one paired with another number begins anew
  std::string name;
  std::string picture;
  Account account;
  std::vector<std::string> groups;  // one line each
  std::vector<std::string> left_groups;

  static SavedAccount of(World& world);
  void restore(World& world) const;

  // As lines of a state file.
  void write(std::ostream& out) const;
  // One line of it; others are none of its business. A line that cannot be understood is left out.
  void read(std::string_view key, std::string_view value);
};

}  // namespace wagate::session_simulator
