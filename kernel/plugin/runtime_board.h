#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "wagate/abi/host.h"

namespace wagate {

// wagate.host.runtime/1: what runs in this kernel, and where it can be reached. The same for all units.
class RuntimeBoard final : public abi::Runtime {
 public:
  // `describe` writes {"units":[...],"providers":{...}}; called from any thread.
  RuntimeBoard(std::string version, std::string server_url, std::function<std::string()> describe)
      : version_(std::move(version)), server_url_(std::move(server_url)), describe_(std::move(describe)) {}

  void describe(abi::RuntimeVisitor& visitor) noexcept override;
  void announce(abi::StringRef url) noexcept override;

  std::vector<std::string> urls() const;

 private:
  const std::string version_;
  const std::string server_url_;
  const std::function<std::string()> describe_;
  mutable std::mutex mutex_;
  std::vector<std::string> urls_;  // guarded by mutex_
};

}  // namespace wagate
