#pragma once

#include <string>

#include "wagate/abi/basic.h"

namespace wagate::api_rest {

// The document as one JSON text: every attachment stands in its place as an object with decimal
// index keys, {"0":12,"1":255}, the form in which REST answers carry bytes.
std::string with_index_bytes(const abi::DocumentRef& document);

}  // namespace wagate::api_rest
