#include "crypto/secret.h"

#include <sodium.h>

namespace wagate::session_whatsapp {

void wipe(void* memory, std::size_t size) noexcept {
  if (size != 0) sodium_memzero(memory, size);
}

}  // namespace wagate::session_whatsapp
