#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace wagate {

// Bytes nobody can guess, from the operating system.
void fill_random(void* out, std::size_t size);
std::uint64_t random_u64();

// A random UUID (version 4) in lower case: "3b241101-e2bb-4255-8caf-4136c566a962".
std::string random_uuid();

// A random UUID in upper case: how the instance tokens that people know look.
std::string random_token();

}  // namespace wagate
