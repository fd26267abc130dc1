#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wagate::transport_webhook {

// HMAC-SHA256 (RFC 2104) of `body` as lower-case hex text.
std::string hmac_hex(std::string_view secret, std::string_view body);

// A JSON Web Token (RFC 7519), HS256, with the claims {"iat","exp","app":"evolution","action":"webhook"};
// it ends ten minutes after `now_s` (Unix seconds).
std::string webhook_token(std::string_view secret, std::int64_t now_s);

}  // namespace wagate::transport_webhook
