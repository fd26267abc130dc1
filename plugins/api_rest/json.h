#pragma once

#include <nlohmann/json_fwd.hpp>

namespace wagate::api_rest {

// A parsed body; members keep the order in which they were sent. Headers only name the type: the
// library itself is included by the few files that look inside.
using Json = nlohmann::ordered_json;

}  // namespace wagate::api_rest
