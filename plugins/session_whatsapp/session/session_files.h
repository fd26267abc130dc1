#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "store/session_store.h"

namespace wagate::session_whatsapp {

// Where the stores of the sessions are: one file per instance in the unit's state directory, named after the instance's
// id.
class SessionFiles {
 public:
  explicit SessionFiles(std::string directory) : directory_(std::move(directory)) {}

  // Opens the store of an instance, or makes it. Throws StoreError: somebody else has it, the disk refuses, or the id
  // would lead out of the directory.
  std::unique_ptr<SessionStore> open(std::string_view instance_id) const;

  // Whether there is something to open.
  bool exists(std::string_view instance_id) const;

  // Deletes the store, which must not be open. Nothing happens when there is none.
  void erase(std::string_view instance_id) const;

 private:
  std::string path(std::string_view instance_id) const;

  std::string directory_;
};

}  // namespace wagate::session_whatsapp
