#pragma once

#include <filesystem>
#include <memory>

#include "kernel/core/result.h"

namespace wagate {

// The directory of everything that must survive a restart. Made when it is missing, readable for its
// owner only, and locked: two gateways on one directory would corrupt each other's data.
class StateDir {
 public:
  static Result<std::unique_ptr<StateDir>> open(const std::filesystem::path& path);

  StateDir(const StateDir&) = delete;
  StateDir& operator=(const StateDir&) = delete;
  ~StateDir();  // unlocks

  const std::filesystem::path& path() const { return path_; }

 private:
  StateDir(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::filesystem::path path_;
  int lock_;  // file descriptor
};

}  // namespace wagate
