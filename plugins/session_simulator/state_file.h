#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "saved_account.h"

namespace wagate::session_simulator {

// What survives a restart of an instance: whether a phone is paired, which, and how often it was open (so that
// message ids of a later life differ from those of an earlier one).
struct SavedState {
  bool paired = false;
  std::uint64_t lives = 0;
  std::string wuid;
  SavedAccount account = {};
};

// One small file per instance id in the unit's state directory. Every function may be called from any thread,
// for one instance one at a time. With an empty directory nothing is kept.
class StateFiles {
 public:
  explicit StateFiles(std::string directory) : directory_(std::move(directory)) {}

  // The default for an instance that has none, or whose file cannot be understood.
  SavedState load(std::string_view instance_id) const;

  // Replaces the file as a whole. Returns false when the disk refused.
  bool save(std::string_view instance_id, const SavedState& state) const;

  void erase(std::string_view instance_id) const;

 private:
  // Nothing for an id that is not a plain word: it would leave the directory.
  std::optional<std::string> path(std::string_view instance_id) const;

  std::string directory_;
};

}  // namespace wagate::session_simulator
