#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

// The address of a WebSocket: ws://host:port/path or wss://...; IPv6 addresses stand in brackets.
struct WebSocketUrl {
  bool tls = false;
  std::string host;  // without brackets
  std::uint16_t port = 0;
  std::string target;  // path and query, "/" at least

  // Nothing for another scheme, an empty host, a port that is none, user information or a fragment.
  static std::optional<WebSocketUrl> parse(std::string_view text);

  // As the Host header has it: the port only when it is not the scheme's own.
  std::string authority() const;

  friend bool operator==(const WebSocketUrl&, const WebSocketUrl&) = default;
};

}  // namespace wagate::session_whatsapp
