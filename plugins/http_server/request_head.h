#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wagate/abi/auth.h"

namespace wagate::http_server {

// Finds the end of a request head in bytes that arrive in any pieces, looking at each byte once.
class HeadScanner {
 public:
  enum class Found : std::uint8_t { incomplete, complete, malformed, too_large };

  // `data` is everything received since the head's first byte. When complete, `size()` bytes are
  // the head, its empty line included. A line that ends without CR is malformed: waiting for a
  // proper end would only let it grow.
  Found scan(std::string_view data, std::size_t max_bytes);

  std::size_t size() const { return scanned_; }
  void reset() { *this = HeadScanner(); }

 private:
  std::size_t scanned_ = 0;
  std::size_t line_start_ = 0;
};

// What the opening handshake of a WebSocket looks like, judged by the headers.
enum class WebSocketIntent : std::uint8_t { none, well_formed, bad_version, bad_key };

// A parsed request line and header block. Holds the text that its views point into, so it is not
// copied or moved.
struct RequestHead {
  RequestHead() = default;
  RequestHead(const RequestHead&) = delete;
  RequestHead& operator=(const RequestHead&) = delete;

  // Parses a head as found by HeadScanner. Returns 0, or the status that refuses it; `problem`
  // says why in words for the log. Strict where leniency lets two servers on one path see two
  // different requests (RFC 9112, section 11.2).
  std::uint16_t parse(std::string_view head, std::size_t max_headers);

  std::string_view header(std::string_view lower_case_name) const;

  std::string text;
  std::string_view method;
  std::string_view target;
  std::string_view path;
  std::string_view query;
  std::vector<abi::NameValue> headers;  // names in lower case
  std::uint8_t minor = 1;               // HTTP/1.<minor>
  bool keep_alive = true;
  bool chunked = false;
  bool expects_continue = false;
  WebSocketIntent websocket = WebSocketIntent::none;
  std::uint64_t content_length = 0;
  const char* problem = "";

 private:
  std::uint16_t refuse(std::uint16_t status, const char* why);
  std::uint16_t parse_request_line(char* line, std::size_t size);
  std::uint16_t parse_header(char* line, std::size_t size);
  std::uint16_t interpret();
};

// Whether a comma-separated header value lists the token, without regard to case.
bool lists_token(std::string_view value, std::string_view lower_case_token);

}  // namespace wagate::http_server
