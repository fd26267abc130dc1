#pragma once

#include <string>
#include <string_view>

#include "json.h"

namespace wagate::api_rest {

inline constexpr int kMaxDepth = 128;           // of a JSON body
inline constexpr std::size_t kMaxFields = 1000;  // of a form

// Reads a request body into `out`: JSON, a form (whose values are texts), or, for any other content
// type and for no body at all, the empty object. Returns what is wrong, empty when nothing is. Depth
// is checked before anything is built.
std::string read_body(std::string_view content_type, std::string_view body, Json& out);

}  // namespace wagate::api_rest
