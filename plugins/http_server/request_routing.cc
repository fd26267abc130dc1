#include "request_routing.h"

#include <utility>

namespace wagate::http_server {

namespace {

Routing& refuse_routing(Routing& routing, std::uint16_t status, std::string_view message, const char* problem,
                        std::string header_lines = {}) {
  routing.status = status;
  routing.message = message;
  routing.problem = problem;
  routing.header_lines = std::move(header_lines);
  return routing;
}

bool is_foreign_page(const Routing& routing) {
  return routing.mount->cors == abi::CorsStyle::rest && routing.origin_check == abi::OriginCheck::refused;
}

Routing& refuse_origin(Routing& routing) {
  return refuse_routing(routing, 403, "Origin not allowed", "origin not listed in cors.origins (CORS_ORIGIN)");
}

// The mount that a preflight asks about, or null.
const std::shared_ptr<Mount>* preflight_target(const RequestHead& head, const Routes& routes) {
  const std::string_view wanted = head.header("access-control-request-method");
  PathValues ignored;
  const std::shared_ptr<Mount>* target = wanted.empty() ? nullptr : routes.find(wanted, head.path, ignored);
  if (!target) target = routes.find_any(head.path);
  return target && (*target)->cors != abi::CorsStyle::none ? target : nullptr;
}

}  // namespace

Routing route_request(const RequestHead& head, const Routes& routes, const CorsPolicy& cors, PathValues& values) {
  Routing routing;
  if (routes.is_empty()) {
    return refuse_routing(routing, 503, "The gateway is starting", "no mounts yet", "Retry-After: 1\r\n");
  }
  const std::string_view origin = head.header("origin");
  routing.origin_check = cors.check(origin);

  const std::shared_ptr<Mount>* mount = routes.find(head.method, head.path, values);
  if (head.method == "OPTIONS" && !(mount && (*mount)->cors == abi::CorsStyle::none)) {
    if (const auto* target = preflight_target(head, routes)) {
      routing.mount = *target;
      routing.cors_headers = cors.headers(routing.mount->cors, origin);
      if (is_foreign_page(routing)) return refuse_origin(routing);
      routing.status = 204;
      routing.header_lines = cors.preflight_headers(routing.mount->cors, origin, head.header("access-control-request-headers"));
      return routing;
    }
  }
  if (!mount) {
    const std::string allowed = routes.allowed_methods(head.path);
    if (allowed.empty()) return refuse_routing(routing, 404, "Nothing is mounted at this path", "no such path");
    if (const auto* any = routes.find_any(head.path)) routing.cors_headers = cors.headers((*any)->cors, origin);
    return refuse_routing(routing, 405, "This path has other methods", "no such method", "Allow: " + allowed + "\r\n");
  }
  routing.mount = *mount;
  routing.cors_headers = cors.headers(routing.mount->cors, origin);
  if (is_foreign_page(routing)) return refuse_origin(routing);
  if (head.websocket == WebSocketIntent::bad_version) {
    return refuse_routing(routing, 426, "Only version 13 of the WebSocket protocol is spoken", "other WebSocket version",
                          "Sec-WebSocket-Version: 13\r\n");
  }
  if (head.websocket == WebSocketIntent::bad_key) {
    return refuse_routing(routing, 400, "Sec-WebSocket-Key is missing or malformed", "bad WebSocket key");
  }
  return routing;
}

}  // namespace wagate::http_server
