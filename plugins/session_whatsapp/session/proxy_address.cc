#include "session/proxy_address.h"

#include "socket/percent_encoding.h"

namespace wagate::session_whatsapp {

std::string proxy_address(const std::optional<HttpProxy>& proxy) {
  if (!proxy) return {};
  const bool is_bare_ipv6 = proxy->host.find(':') != std::string::npos && !proxy->host.starts_with('[');
  std::string out = "http://";
  const auto is_plain = [](char c) { return is_unreserved(c) || c == ':'; };
  if (!proxy->credentials.empty()) out += percent_encoded(proxy->credentials, is_plain) + "@";
  out += is_bare_ipv6 ? "[" + proxy->host + "]" : proxy->host;
  return out + ":" + std::to_string(proxy->port);
}

}  // namespace wagate::session_whatsapp
