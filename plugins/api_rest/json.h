#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace wagate::api_rest {

// A parsed body; members keep the order in which they were sent. Headers only name the type: the
// library itself is included by the few files that look inside.
using Json = nlohmann::ordered_json;

// The text under that name. A member that is missing or of another type gives an empty one: bodies and
// stored sections come from other hands and other versions.
std::string text_at(const Json& object, const char* name);

// The JSON text; bytes that are no UTF-8, which a form may bring, become U+FFFD.
std::string to_text(const Json& json);

}  // namespace wagate::api_rest
