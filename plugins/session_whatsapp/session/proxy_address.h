#pragma once

#include <optional>
#include <string>

#include "socket/web_socket.h"

namespace wagate::session_whatsapp {

// A proxy as wagate.http_client/1 wants it: "http://user:password@host:port". Empty for none.
std::string proxy_address(const std::optional<HttpProxy>& proxy);

}  // namespace wagate::session_whatsapp
