#pragma once

#include <cstdint>
#include <string>

#include "crypto/bytes.h"
#include "crypto/secret.h"

namespace wagate::session_whatsapp {

// Fills memory from the system's generator. Never fails: without randomness the process ends.
void fill_random(void* memory, std::size_t size);

std::string random_bytes(std::size_t size);

// A number from 0 to `limit` - 1, each as likely as the others. `limit` is at least 1.
std::uint32_t random_below(std::uint32_t limit);

template <std::size_t N>
Secret<N> random_secret() {
  Secret<N> out;
  fill_random(out.data(), N);
  return out;
}

}  // namespace wagate::session_whatsapp
