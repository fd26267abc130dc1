#include "state_file.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace wagate::session_simulator {
namespace {

bool is_plain(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

}  // namespace

std::optional<std::string> StateFiles::path(std::string_view instance_id) const {
  if (directory_.empty() || !is_plain(instance_id)) return std::nullopt;
  return directory_ + "/" + std::string(instance_id) + ".session";
}

SavedState StateFiles::load(std::string_view instance_id) const {
  SavedState state;
  const auto file = path(instance_id);
  if (!file) return state;
  std::ifstream in(*file);
  for (std::string line; std::getline(in, line);) {
    const std::string_view text(line);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = text.substr(0, equals);
    const std::string_view value = text.substr(equals + 1);
    if (key == "paired") state.paired = value == "true";
    if (key == "lives") std::from_chars(value.data(), value.data() + value.size(), state.lives);
    if (key == "wuid") state.wuid = value;
    state.account.read(key, value);
  }
  return state;
}

bool StateFiles::save(std::string_view instance_id, const SavedState& state) const {
  const auto file = path(instance_id);
  if (!file) return directory_.empty();
  const std::string fresh = *file + ".new";
  {
    std::ofstream out(fresh, std::ios::trunc);
    out << "paired=" << (state.paired ? "true" : "false") << "\nlives=" << state.lives << "\nwuid=" << state.wuid
        << '\n';
    state.account.write(out);
    if (!out.flush()) return false;
  }
  return std::rename(fresh.c_str(), file->c_str()) == 0;
}

void StateFiles::erase(std::string_view instance_id) const {
  const auto file = path(instance_id);
  if (file) std::remove(file->c_str());
}

}  // namespace wagate::session_simulator
