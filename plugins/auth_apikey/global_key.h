#pragma once

#include <filesystem>
#include <string>

namespace wagate::auth_apikey {

// Where a global key came from.
enum class KeySource { configured, stored, generated };

struct GlobalKey {
  std::string text;
  KeySource source;
};

// The configured key, else the one kept in `file`, else a new one, kept in `file` (mode 0600) before
// it is returned. Throws PluginError for a key that must not be used and for a file that cannot be
// read or written; the sentence never holds the key.
GlobalKey find_global_key(const std::string& configured, const std::filesystem::path& file);

// Whether the key is so short that it can be guessed.
bool is_weak(const std::string& key);

}  // namespace wagate::auth_apikey
