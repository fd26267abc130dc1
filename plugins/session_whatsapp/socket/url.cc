#include "socket/url.h"

#include <algorithm>
#include <charconv>

namespace wagate::session_whatsapp {
namespace {

bool is_host_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
         c == '_' || c == ':';
}

// Anything else would end the request line or hide what is asked for.
bool is_target_character(char c) { return c > 0x20 && c < 0x7F && c != '#'; }

std::uint16_t own_port(bool tls) { return tls ? 443 : 80; }

}  // namespace

std::optional<WebSocketUrl> WebSocketUrl::parse(std::string_view text) {
  WebSocketUrl url;
  if (text.starts_with("ws://")) {
    text.remove_prefix(5);
  } else if (text.starts_with("wss://")) {
    url.tls = true;
    text.remove_prefix(6);
  } else {
    return std::nullopt;
  }

  const std::size_t path = std::min(text.find_first_of("/?"), text.size());
  std::string_view authority = text.substr(0, path);
  url.target = text.substr(path);
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  if (!std::all_of(url.target.begin(), url.target.end(), is_target_character)) return std::nullopt;

  std::string_view port;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    url.host = authority.substr(1, end - 1);
    authority.remove_prefix(end + 1);
    if (!authority.empty() && authority.front() != ':') return std::nullopt;
    port = authority;
  } else {
    const std::size_t colon = authority.find(':');
    url.host = authority.substr(0, colon);
    if (colon != std::string_view::npos) port = authority.substr(colon);
  }
  if (url.host.empty() || !std::all_of(url.host.begin(), url.host.end(), is_host_character)) return std::nullopt;

  url.port = own_port(url.tls);
  if (!port.empty()) {
    port.remove_prefix(1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (error != std::errc() || end != port.data() + port.size() || url.port == 0) return std::nullopt;
  }
  return url;
}

std::string WebSocketUrl::authority() const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  std::string out = is_ipv6 ? "[" + host + "]" : host;
  if (port != own_port(tls)) out += ":" + std::to_string(port);
  return out;
}

}  // namespace wagate::session_whatsapp
