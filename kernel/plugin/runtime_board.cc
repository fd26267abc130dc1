#include "kernel/plugin/runtime_board.h"

namespace wagate {

void RuntimeBoard::describe(abi::RuntimeVisitor& visitor) noexcept {
  const std::string json = describe_();
  abi::RuntimeInfo info;
  info.version = version_;
  info.server_url = server_url_;
  info.json = json;
  visitor.visit(info);
}

void RuntimeBoard::announce(abi::StringRef url) noexcept {
  std::lock_guard lock(mutex_);
  urls_.push_back(url.str());
}

std::vector<std::string> RuntimeBoard::urls() const {
  std::lock_guard lock(mutex_);
  return urls_;
}

}  // namespace wagate
