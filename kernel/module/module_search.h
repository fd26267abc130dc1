#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.h"
#include "kernel/module/module.h"

namespace wagate {

// A file in a plugin directory, by what its stamp says. Nothing of it has run.
struct FoundModule {
  std::filesystem::path file;
  Result<abi::Stamp> stamp;
};

// The plugin files (*.so) of some directories, in the order of the directories and then of the names.
class ModuleSearch {
 public:
  ModuleSearch(const std::vector<std::filesystem::path>& directories, Trust trust);

  const std::vector<FoundModule>& files() const { return files_; }

  // The first file whose stamp has this id. The error says where was looked, and what comes near.
  Result<std::filesystem::path> find(std::string_view id) const;

  std::vector<std::string> ids() const;

 private:
  std::vector<std::filesystem::path> directories_;
  std::vector<std::string> unreadable_;  // "/x: No such file or directory"
  std::vector<FoundModule> files_;
};

}  // namespace wagate
