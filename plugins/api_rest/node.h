#pragma once

#include <string>

#include "json.h"

namespace wagate::api_rest {

// Checks a raw stanza of a client and writes it anew, with what a provider reads and nothing else:
// {"tag","attrs","content"?}; attributes that are not texts are left out. Returns what is wrong, in
// which case `out` is unspecified, empty when nothing is. At most 32 levels and 10 000 nodes.
std::string write_node(const Json& stanza, std::string& out);

}  // namespace wagate::api_rest
