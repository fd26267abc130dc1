#pragma once

#include <memory>

#include "wagate/abi/basic.h"

namespace wagate {

struct Releaser {
  template <typename T>
  void operator()(T* object) const noexcept {
    object->release();
  }
};

// An abi::Object with its owner visible in the type: released, in the image that made it, when
// the handle goes.
template <typename T>
using Owned = std::unique_ptr<T, Releaser>;

}  // namespace wagate
