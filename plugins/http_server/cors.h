#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wagate/abi/http.h"

namespace wagate::http_server {

// Which web pages may talk to the gateway, and the headers that tell their browsers so.
class CorsPolicy {
 public:
  struct Settings {
    std::vector<std::string> origins = {"*"};
    std::vector<std::string> methods = {"POST", "GET", "PUT", "DELETE"};
    bool credentials = false;
  };

  // Throws std::runtime_error for "*" together with credentials: every page of the web could act
  // with the visitor's rights.
  explicit CorsPolicy(Settings settings);

  // `origin` empty: no such header.
  abi::OriginCheck check(std::string_view origin) const;

  // Header lines for an answer of a mount, each ended by CRLF.
  std::string headers(abi::CorsStyle style, std::string_view origin) const;

  // Header lines for the answer to a preflight; `requested_headers` is what the browser asks for.
  std::string preflight_headers(abi::CorsStyle style, std::string_view origin,
                                std::string_view requested_headers) const;

 private:
  Settings settings_;
  bool allows_all_ = false;
  std::string methods_;
};

}  // namespace wagate::http_server
