#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "cors.h"
#include "request_head.h"
#include "routes.h"

namespace wagate::http_server {

// What a request's head leads to: a mount, or an answer of the server's own.
struct Routing {
  std::shared_ptr<Mount> mount;  // null when nothing is mounted there
  std::string cors_headers;      // lines for whatever answer there will be
  abi::OriginCheck origin_check = abi::OriginCheck::absent;

  std::uint16_t status = 0;  // 0: the handler answers; 204: a preflight, answered with header_lines
  std::string_view message;  // for the client
  const char* problem = "";  // for the log
  std::string header_lines;
};

// `values` are the path's values for the mount's parameters, as long as `head` lives.
Routing route_request(const RequestHead& head, const Routes& routes, const CorsPolicy& cors, PathValues& values);

}  // namespace wagate::http_server
