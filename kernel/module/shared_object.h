#pragma once

#include <filesystem>
#include <memory>

#include "kernel/core/result.h"
#include "wagate/abi/descriptor.h"

namespace wagate {

// A plugin file mapped into the process. Stays mapped until the process ends, also when this object
// goes: whatever the plugin left behind (a thread_local, a callback in a library) must not point into
// nothing, and a retired image costs a few hundred kilobytes.
class SharedObject {
 public:
  // Maps the file and runs its static constructors. Every symbol is resolved now, none is shared with
  // other plugins. The error is the linker's sentence.
  static Result<std::shared_ptr<SharedObject>> open(const std::filesystem::path& file);

  // What the plugin's entry function returns; an error when there is no such function.
  virtual Result<const abi::Descriptor*> descriptor() = 0;

  virtual ~SharedObject() = default;
};

}  // namespace wagate
