#pragma once

#include <cstdlib>

namespace wagate::session_whatsapp {

// For calls that fail only when memory has run out or the library was built without a standard algorithm.
// Neither can be answered: a half-done encryption must not leave.
inline void must(bool succeeded) {
  if (!succeeded) std::abort();
}

}  // namespace wagate::session_whatsapp
