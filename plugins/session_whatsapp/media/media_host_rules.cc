#include "media/media_host_rules.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "socket/ascii.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxHostName = 253;

// A name, an IPv4 address, or an IPv6 address in brackets; a port, or none.
struct HostAndPort {
  std::string host;
  std::string port;
};

bool is_host_name(std::string_view text) {
  return !text.empty() && text.size() <= kMaxHostName && text.front() != '.' && text.front() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
         });
}

std::optional<HostAndPort> split_host(std::string_view text) {
  HostAndPort out;
  const std::string name = lowered_ascii(text);
  const std::size_t bracket = name.find(']');
  const std::size_t colon = name.find(':', bracket == std::string::npos ? 0 : bracket);
  out.host = name.substr(0, colon);
  if (out.host != "[::1]" && !is_host_name(out.host)) return std::nullopt;
  if (colon == std::string::npos) return out;
  out.port = name.substr(colon + 1);
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(out.port.data(), out.port.data() + out.port.size(), number);
  if (error != std::errc() || end != out.port.data() + out.port.size() || number == 0) return std::nullopt;
  return out;
}

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "[::1]") return true;
  // A name may begin so, too, but is no loopback address then.
  return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

MediaHostRules::MediaHostRules(std::vector<std::string> allowed) : allowed_(std::move(allowed)) {
  for (std::string& entry : allowed_) entry = lowered_ascii(entry);
}

std::optional<MediaHost> MediaHostRules::follow(std::string_view name) const {
  const auto split = split_host(name);
  if (!split) return std::nullopt;
  const std::string& host = split->host;
  const std::string authority = split->port.empty() ? host : host + ":" + split->port;
  for (const std::string& entry : allowed_) {
    if (entry.starts_with('.')) {
      if (host.size() > entry.size() && host.ends_with(entry) && split->port.empty())
        return MediaHost{"https://" + host, false};
    } else if (entry == host || entry == authority) {
      return MediaHost{(is_loopback(host) ? "http://" : "https://") + authority, true};
    }
  }
  return std::nullopt;
}

}  // namespace wagate::session_whatsapp
