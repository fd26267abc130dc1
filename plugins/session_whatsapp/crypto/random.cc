#include "crypto/random.h"

#include "crypto/sodium_library.h"

namespace wagate::session_whatsapp {

void fill_random(void* memory, std::size_t size) {
  start_sodium();
  randombytes_buf(memory, size);
}

std::string random_bytes(std::size_t size) {
  std::string out(size, '\0');
  fill_random(out.data(), size);
  return out;
}

std::uint32_t random_below(std::uint32_t limit) {
  start_sodium();
  return randombytes_uniform(limit);
}

}  // namespace wagate::session_whatsapp
