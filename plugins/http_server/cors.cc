#include "cors.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace wagate::http_server {

CorsPolicy::CorsPolicy(Settings settings) : settings_(std::move(settings)) {
  allows_all_ = std::find(settings_.origins.begin(), settings_.origins.end(), "*") != settings_.origins.end();
  if (allows_all_ && settings_.credentials) {
    throw std::runtime_error(
        "cors.origins contains \"*\" and cors.credentials is true, which would let every web page act with a visitor's "
        "rights; "
        "list the origins in cors.origins (CORS_ORIGIN), or set cors.credentials (CORS_CREDENTIALS) to false");
  }
  for (const std::string& method : settings_.methods) methods_ += (methods_.empty() ? "" : ",") + method;
}

abi::OriginCheck CorsPolicy::check(std::string_view origin) const {
  if (origin.empty()) return abi::OriginCheck::absent;
  if (allows_all_) return abi::OriginCheck::allowed;
  const bool is_listed =
      std::find(settings_.origins.begin(), settings_.origins.end(), origin) != settings_.origins.end();
  return is_listed ? abi::OriginCheck::allowed : abi::OriginCheck::refused;
}

std::string CorsPolicy::headers(abi::CorsStyle style, std::string_view origin) const {
  if (style == abi::CorsStyle::none) return {};
  if (style == abi::CorsStyle::socket && allows_all_) return "Access-Control-Allow-Origin: *\r\n";
  // The answer depends on the origin even when it gets no header: a cache must know.
  std::string lines = "Vary: Origin\r\n";
  if (check(origin) != abi::OriginCheck::allowed) return lines;
  lines += "Access-Control-Allow-Origin: ";
  lines += origin;
  lines += "\r\n";
  if (style == abi::CorsStyle::rest && settings_.credentials) lines += "Access-Control-Allow-Credentials: true\r\n";
  return lines;
}

std::string CorsPolicy::preflight_headers(abi::CorsStyle style, std::string_view origin,
                                          std::string_view requested_headers) const {
  std::string lines = headers(style, origin);
  lines += "Access-Control-Allow-Methods: ";
  lines +=
      style == abi::CorsStyle::rest ? std::string_view(methods_) : std::string_view("GET,HEAD,PUT,PATCH,POST,DELETE");
  lines += "\r\nVary: Access-Control-Request-Headers\r\n";
  if (!requested_headers.empty()) {
    lines += "Access-Control-Allow-Headers: ";
    lines += requested_headers;
    lines += "\r\n";
  }
  return lines;
}

}  // namespace wagate::http_server
