#include "session/proxy_address.h"

#include <string_view>

namespace wagate::session_whatsapp {
namespace {

// User and password of a URL.
std::string escaped_credentials(std::string_view text) {
  static constexpr char kHexDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ':';
    if (is_plain) {
      out += c;
    } else {
      out += '%';
      out += kHexDigits[static_cast<unsigned char>(c) >> 4];
      out += kHexDigits[static_cast<unsigned char>(c) & 15];
    }
  }
  return out;
}

}  // namespace

std::string proxy_address(const std::optional<HttpProxy>& proxy) {
  if (!proxy) return {};
  const bool is_bare_ipv6 = proxy->host.find(':') != std::string::npos && !proxy->host.starts_with('[');
  std::string out = "http://";
  if (!proxy->credentials.empty()) out += escaped_credentials(proxy->credentials) + "@";
  out += is_bare_ipv6 ? "[" + proxy->host + "]" : proxy->host;
  return out + ":" + std::to_string(proxy->port);
}

}  // namespace wagate::session_whatsapp
