#include "kernel/module/module_search.h"

#include <algorithm>
#include <system_error>

namespace wagate {

ModuleSearch::ModuleSearch(const std::vector<std::filesystem::path>& directories, Trust trust)
    : directories_(directories) {
  for (const std::filesystem::path& directory : directories) {
    std::error_code error;
    std::vector<std::filesystem::path> names;
    std::filesystem::directory_iterator entries(directory, error);
    for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
      if (entries->path().extension() == ".so") names.push_back(entries->path());
    }
    if (error) unreadable_.push_back(directory.string() + ": " + error.message());
    std::sort(names.begin(), names.end());
    for (const std::filesystem::path& file : names) files_.push_back({file, read_stamp_file(file, trust)});
  }
}

Result<std::filesystem::path> ModuleSearch::find(std::string_view id) const {
  for (const FoundModule& found : files_) {
    if (found.stamp && found.stamp->id == id) return found.file;
  }
  // A file of that name that is refused explains more than "not found".
  for (const FoundModule& found : files_) {
    if (!found.stamp && found.file.stem() == id) return found.stamp.error();
  }
  std::string sentence = "no plugin file has the id \"" + std::string(id) + "\"; searched";
  for (const std::filesystem::path& directory : directories_) sentence += " " + directory.string();
  for (const std::string& reason : unreadable_) sentence += " (" + reason + ")";
  return Status(abi::StatusCode::not_found, sentence);
}

std::vector<std::string> ModuleSearch::ids() const {
  std::vector<std::string> out;
  for (const FoundModule& found : files_) {
    if (found.stamp && std::find(out.begin(), out.end(), found.stamp->id) == out.end()) out.push_back(found.stamp->id);
  }
  return out;
}

}  // namespace wagate
