#pragma once

#include <map>
#include <mutex>
#include <string>

#include "wagate/abi/api_book.h"

namespace wagate {

// wagate.host.api_book/1: what each unit says about its HTTP routes. Every member may be called from any thread.
class ApiBoard final : public abi::ApiBook {
 public:
  static constexpr std::size_t kMaxBytes = 1u << 20;  // of one unit

  bool describe(abi::StringRef unit, abi::StringRef paths_json) noexcept override;
  void read(abi::ApiBookVisitor& visitor) noexcept override;

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> pages_;  // guarded by mutex_; by unit
};

}  // namespace wagate
