#include "kernel/plugin/api_board.h"

namespace wagate {

bool ApiBoard::describe(abi::StringRef unit, abi::StringRef paths_json) noexcept {
  if (paths_json.size > kMaxBytes) return false;
  std::lock_guard lock(mutex_);
  if (paths_json.empty()) pages_.erase(unit.str());
  else pages_[unit.str()] = paths_json.str();
  return true;
}

void ApiBoard::read(abi::ApiBookVisitor& visitor) noexcept {
  std::map<std::string, std::string> pages;
  {
    std::lock_guard lock(mutex_);
    pages = pages_;
  }
  for (const auto& [unit, paths] : pages) visitor.visit(unit, paths);
}

}  // namespace wagate
