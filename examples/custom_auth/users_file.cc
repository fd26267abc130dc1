#include "users_file.h"

#include <sstream>
#include <utility>

#include "wagate/abi/auth.h"
#include "wagate/plugin.h"

namespace {

using wagate::PluginError;

constexpr std::size_t kMaxUsers = 10000;
constexpr std::size_t kMaxLine = 4096;

constexpr std::pair<const char*, std::uint32_t> kRights[] = {
    {"receive", wagate::abi::kMayReceive},
    {"command", wagate::abi::kMayCommand},
    {"control", wagate::abi::kMayControl},
    {"administer", wagate::abi::kMayAdminister | wagate::abi::kMaySeeTokens}};

std::uint32_t read_rights(const std::string& text) {
  std::uint32_t permissions = 0;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) {
    std::uint32_t right = 0;
    for (const auto& [name, bits] : kRights)
      if (word == name) right = bits;
    if (!right) throw PluginError("there is no right \"" + word + "\"; rights are receive, command, control and administer");
    permissions |= right;
  }
  return permissions;
}

// Names become a part of keys ("ana.<secret>"), so a name has no dot.
bool is_name(const std::string& text) {
  if (text.empty() || text.size() > 64) return false;
  for (const char c : text) {
    const bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (!fine) return false;
  }
  return true;
}

void read_line(const std::string& line, Users& users) {
  std::istringstream words(line);
  std::string name, key, rights;
  if (!(words >> name)) return;
  if (!is_name(name)) throw PluginError("a user's name has 1 to 64 letters, digits, _ and -");
  if (!(words >> key >> rights)) throw PluginError("a line has a user, a salted key, rights and instances");

  User user;
  const auto salted = SaltedKey::parse(key);
  if (!salted)
    throw PluginError("the salted key of \"" + name + "\" must be <salt>:<SHA-256>, a salt of 8 to 64 bytes and a hash of 32, in hexadecimal");
  user.key = *salted;
  user.permissions = read_rights(rights);
  for (std::string instance; words >> instance;) {
    if (instance == "*") user.all_instances = true;
    else user.instances.push_back(instance);
  }
  if (!user.all_instances && user.instances.empty())
    throw PluginError("\"" + name + "\" has no instance; list names, or * for all");
  if (users.size() == kMaxUsers) throw PluginError("there are more than " + std::to_string(kMaxUsers) + " users");
  if (!users.emplace(name, std::move(user)).second) throw PluginError("\"" + name + "\" is there twice");
}

}  // namespace

Users read_users(std::istream& stream, const std::string& file) {
  Users users;
  std::size_t number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    try {
      if (line.size() > kMaxLine) throw PluginError("the line is longer than " + std::to_string(kMaxLine) + " bytes");
      read_line(line.substr(0, line.find('#')), users);
    } catch (const PluginError& wrong) {
      throw PluginError(file + ":" + std::to_string(number) + ": " + wrong.what());
    }
  }
  if (stream.bad()) throw PluginError(file + " cannot be read to its end");
  if (users.empty()) throw PluginError(file + " has no users; with nobody to let in the plugin is of no use");
  return users;
}
