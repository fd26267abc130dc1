#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wagate/abi/http.h"

namespace wagate::http_server {

// What an answer needs to know about its request.
struct ResponseContext {
  std::uint8_t minor = 1;    // HTTP/1.<minor> of the request
  bool is_head = false;      // the body stays away, its length does not
  bool close = false;        // the connection ends with this answer
  std::int64_t unix_ms = 0;  // for Date
  std::string_view cors;     // header lines
};

enum class BodyFraming : std::uint8_t {
  whole,        // Content-Length and the body
  chunked,      // head only; pieces follow as chunks
  until_close,  // head only; pieces follow as they are (HTTP/1.0)
};

// The bytes of an answer. Header lines that could split the answer, and those that belong to the
// server, are left out.
std::string write_response(const abi::HttpResponse& response, const ResponseContext& context, BodyFraming framing);

// An answer of the server itself: {"status":404,"error":"Not Found","response":{"message":"..."}}.
// `extra` are further header lines.
std::string write_error(std::uint32_t status, std::string_view message, const ResponseContext& context,
                        std::string_view extra = {});

// One piece of a chunked body, and its end.
std::string write_chunk(std::string_view piece);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

std::string_view reason_phrase(std::uint32_t status);

// "Tue, 24 Nov 2026 06:00:00 GMT".
std::string http_date(std::int64_t unix_ms);

}  // namespace wagate::http_server
