#pragma once

#include <string_view>
#include <vector>

#include "verifying_key.h"

namespace wagate::auth_jwt {

// The keys of a key set (RFC 7517) that can verify tokens; others (for encryption, of other types) are
// left out. Throws std::runtime_error with a sentence when it is no key set, when a key of ours is
// broken, or when none is left.
std::vector<VerifyingKey> read_key_set(std::string_view json);

}  // namespace wagate::auth_jwt
