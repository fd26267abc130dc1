#pragma once

#include <string>
#include <string_view>

#include "wagate/abi/http.h"
#include "wagate/owned.h"

namespace wagate {

// First header of that (lower-case) name; empty when absent.
inline std::string_view header(const abi::HttpRequest& request, std::string_view name) {
  for (std::uint64_t i = 0; i < request.header_count; ++i)
    if (request.headers[i].name == name) return request.headers[i].value;
  return {};
}

// First query field of that name; empty when absent.
inline std::string_view query_field(const abi::HttpRequest& request, std::string_view name) {
  for (std::uint64_t i = 0; i < request.query_field_count; ++i)
    if (request.query_fields[i].name == name) return request.query_fields[i].value;
  return {};
}

// Parameter of the mount's pattern; empty when the pattern has none of that name.
inline std::string_view path_parameter(const abi::HttpRequest& request, std::string_view name) {
  for (std::uint64_t i = 0; i < request.parameter_count; ++i)
    if (request.parameters[i].name == name) return request.parameters[i].value;
  return {};
}

// Answers with a body of one content type.
inline void respond(abi::HttpExchange& exchange, std::uint32_t status, std::string_view content_type, std::string_view body) {
  const abi::NameValue headers[] = {{"Content-Type", content_type}};
  abi::HttpResponse response;
  response.status = status;
  response.headers = headers;
  response.header_count = content_type.empty() ? 0 : 1;
  response.body = body;
  exchange.respond(response);
}

inline void respond_json(abi::HttpExchange& exchange, std::uint32_t status, std::string_view json) {
  respond(exchange, status, "application/json; charset=utf-8", json);
}

}  // namespace wagate
