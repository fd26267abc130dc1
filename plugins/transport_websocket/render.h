#pragma once

#include <string>
#include <string_view>

#include "wagate/abi/basic.h"

namespace wagate::transport_websocket {

// A document as text only: each {"_placeholder":true,"num":i} becomes the attachment as a JSON string
// of base64. A placeholder without an attachment stays as it is.
std::string render(const abi::DocumentRef& document);

// `text` cut to what a close frame can hold, at a whole character.
std::string_view close_reason(std::string_view text);

}  // namespace wagate::transport_websocket
