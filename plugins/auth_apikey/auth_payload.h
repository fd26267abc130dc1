#pragma once

#include <string>
#include <string_view>

namespace wagate::auth_apikey {

// The text of the member `apikey` of a CONNECT payload; empty when the payload is no object, has no
// such text, or is larger than any honest one.
std::string apikey_of(std::string_view auth_json);

}  // namespace wagate::auth_apikey
