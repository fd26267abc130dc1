#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "socket/web_socket.h"

namespace wagate::session_whatsapp {

// The proxy of an instance as the host hands it over: {"enabled", "host", "port", "protocol", "username", "password"},
// where port may be text. `problem` is a sentence when it cannot be used; nothing and no problem: there is none, or it
// is switched off.
[[nodiscard]] std::optional<HttpProxy> read_proxy_json(std::string_view json, std::string& problem);

}  // namespace wagate::session_whatsapp
