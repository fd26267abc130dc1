#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <string>
#include <vector>

#include "salted_key.h"

struct User {
  SaltedKey key;
  std::uint32_t permissions = 0;
  bool all_instances = false;
  std::vector<std::string> instances;  // names
};

using Users = std::map<std::string, User, std::less<>>;

// Reads one user per line; empty lines and what follows a # are skipped:
//
//   <user>  <salt>:<sha256 of salt and key>  <rights, with commas>  <instance> ... or *
//   ana     9f86d081884c7d65:2c26b4...       receive,command        shop-01 shop-02
//
// Rights are receive, command, control and administer. Throws wagate::PluginError with the place and
// the reason, and never with anything of a key.
Users read_users(std::istream& stream, const std::string& file);
