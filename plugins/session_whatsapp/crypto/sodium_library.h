#pragma once

#include <sodium.h>

#include <cstdlib>

namespace wagate::session_whatsapp {

// libsodium picks its implementations and opens its source of randomness once; everything here that needs
// either calls this first. Ends the process when there is no randomness: no key may be made without.
inline void start_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) std::abort();
}

}  // namespace wagate::session_whatsapp
