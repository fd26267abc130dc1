#include "request_head.h"

#include <array>
#include <cstring>

#include "ascii.h"
#include "websocket_frame.h"

namespace wagate::http_server {

namespace {

constexpr std::array<bool, 256> make_token_table() {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr auto kTokenChars = make_token_table();

bool is_token_char(char c) { return kTokenChars[static_cast<unsigned char>(c)]; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_target_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte != 0x7F;
}

bool is_value_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
}

}  // namespace

bool lists_token(std::string_view value, std::string_view lower_case_token) {
  while (!value.empty()) {
    const std::size_t comma = value.find(',');
    if (equals_ignoring_case(trim(value.substr(0, comma)), lower_case_token)) return true;
    if (comma == std::string_view::npos) return false;
    value.remove_prefix(comma + 1);
  }
  return false;
}

HeadScanner::Found HeadScanner::scan(std::string_view data, std::size_t max_bytes) {
  while (scanned_ < data.size()) {
    const void* hit = std::memchr(data.data() + scanned_, '\n', data.size() - scanned_);
    if (!hit) {
      scanned_ = data.size();
      break;
    }
    const auto at = static_cast<std::size_t>(static_cast<const char*>(hit) - data.data());
    if (at == line_start_ || data[at - 1] != '\r') return Found::malformed;
    const bool is_empty_line = at - line_start_ == 1;
    scanned_ = at + 1;
    if (scanned_ > max_bytes) return Found::too_large;
    // One empty line before the request line is a leftover of the request before (RFC 9112, 2.2).
    if (is_empty_line && line_start_ > 0) return line_start_ == 2 ? Found::malformed : Found::complete;
    line_start_ = scanned_;
  }
  return scanned_ > max_bytes ? Found::too_large : Found::incomplete;
}

std::uint16_t RequestHead::refuse(std::uint16_t status, const char* why) {
  problem = why;
  return status;
}

std::string_view RequestHead::header(std::string_view lower_case_name) const {
  for (const abi::NameValue& field : headers)
    if (field.name.view() == lower_case_name) return field.value;
  return {};
}

std::uint16_t RequestHead::parse(std::string_view head, std::size_t max_headers) {
  if (head.substr(0, 2) == "\r\n") head.remove_prefix(2);
  text.assign(head);
  char* at = text.data();
  char* const end = at + text.size();
  bool is_request_line = true;
  while (at < end) {
    auto* line_feed = static_cast<char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    if (!line_feed || line_feed == at || line_feed[-1] != '\r') return refuse(400, "bare line feed");
    const auto size = static_cast<std::size_t>(line_feed - at) - 1;
    if (size == 0) break;
    if (is_request_line) {
      if (const auto status = parse_request_line(at, size); status != 0) return status;
      is_request_line = false;
    } else {
      if (headers.size() == max_headers) return refuse(431, "too many headers");
      if (const auto status = parse_header(at, size); status != 0) return status;
    }
    at = line_feed + 1;
  }
  if (is_request_line) return refuse(400, "no request line");
  return interpret();
}

std::uint16_t RequestHead::parse_request_line(char* line, std::size_t size) {
  const std::string_view whole(line, size);
  const std::size_t first = whole.find(' ');
  const std::size_t last = whole.rfind(' ');
  if (first == std::string_view::npos || first == last) return refuse(400, "malformed request line");
  method = whole.substr(0, first);
  target = whole.substr(first + 1, last - first - 1);
  const std::string_view version = whole.substr(last + 1);
  if (method.empty() || method.size() > 32) return refuse(400, "malformed method");
  for (char c : method)
    if (!is_token_char(c) || (c >= 'a' && c <= 'z')) return refuse(400, "malformed method");
  if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || version[6] != '.')
    return refuse(400, "malformed version");
  if (version[5] != '1' || version[7] < '0' || version[7] > '9') return refuse(505, "HTTP version other than 1.x");
  minor = version[7] == '0' ? 0 : 1;
  if (target.empty()) return refuse(400, "empty target");
  for (char c : target)
    if (!is_target_char(c)) return refuse(400, "bad character in the target");

  path = target;
  if (path.front() != '/') {
    // "http://host/path" is for proxies but has to be accepted (RFC 9112, 3.2.2).
    const std::size_t scheme = path.find("://");
    if (scheme != std::string_view::npos) {
      const std::size_t slash = path.find_first_of("/?", scheme + 3);
      if (slash == std::string_view::npos || path[slash] != '/') return refuse(400, "target without a path");
      path.remove_prefix(slash);
    } else if (!(target == "*" && method == "OPTIONS")) {
      return refuse(400, "target that is no path");
    }
  }
  const std::size_t question = path.find('?');
  if (question != std::string_view::npos) {
    query = path.substr(question + 1);
    path = path.substr(0, question);
  }
  return 0;
}

std::uint16_t RequestHead::parse_header(char* line, std::size_t size) {
  if (line[0] == ' ' || line[0] == '\t') return refuse(400, "folded header line");
  std::size_t colon = 0;
  while (colon < size && line[colon] != ':') {
    if (!is_token_char(line[colon])) return refuse(400, "bad character in a header name");
    line[colon] = lower(line[colon]);
    ++colon;
  }
  if (colon == 0 || colon == size) return refuse(400, "malformed header line");
  const std::string_view value = trim({line + colon + 1, size - colon - 1});
  for (char c : value)
    if (!is_value_char(c)) return refuse(400, "bad character in a header value");
  headers.push_back({std::string_view(line, colon), value});
  return 0;
}

std::uint16_t RequestHead::interpret() {
  int hosts = 0, lengths = 0, encodings = 0, keys = 0;
  bool close = false, asks_keep_alive = false, upgrades = false, names_websocket = false;
  for (const abi::NameValue& field : headers) {
    const std::string_view name = field.name;
    const std::string_view value = field.value;
    if (name == "host") {
      ++hosts;
    } else if (name == "content-length") {
      ++lengths;
      if (value.empty() || value.size() > 18) return refuse(400, "malformed Content-Length");
      content_length = 0;
      for (char c : value) {
        if (c < '0' || c > '9') return refuse(400, "malformed Content-Length");
        content_length = content_length * 10 + static_cast<std::uint64_t>(c - '0');
      }
    } else if (name == "transfer-encoding") {
      ++encodings;
      chunked = equals_ignoring_case(value, "chunked");
      if (!chunked) return refuse(lists_token(value, "chunked") ? 501 : 400, "Transfer-Encoding other than chunked");
    } else if (name == "connection") {
      close = close || lists_token(value, "close");
      asks_keep_alive = asks_keep_alive || lists_token(value, "keep-alive");
      upgrades = upgrades || lists_token(value, "upgrade");
    } else if (name == "upgrade") {
      names_websocket = names_websocket || lists_token(value, "websocket");
    } else if (name == "expect") {
      if (!equals_ignoring_case(value, "100-continue")) return refuse(417, "unknown expectation");
      expects_continue = minor == 1;
    } else if (name == "sec-websocket-key") {
      ++keys;
    }
  }
  if (hosts > 1 || (hosts == 0 && minor == 1)) return refuse(400, "not exactly one Host header");
  if (lengths > 1) return refuse(400, "more than one Content-Length");
  if (encodings > 1) return refuse(400, "more than one Transfer-Encoding");
  if (lengths > 0 && encodings > 0) return refuse(400, "both Content-Length and Transfer-Encoding");
  if (encodings > 0 && minor == 0) return refuse(400, "Transfer-Encoding in HTTP/1.0");
  keep_alive = !close && (minor == 1 || asks_keep_alive);

  if (names_websocket && upgrades && method == "GET" && minor == 1 && content_length == 0 && !chunked) {
    if (header("sec-websocket-version") != "13")
      websocket = WebSocketIntent::bad_version;
    else if (keys != 1 || !is_websocket_key(header("sec-websocket-key")))
      websocket = WebSocketIntent::bad_key;
    else
      websocket = WebSocketIntent::well_formed;
  }
  return 0;
}

}  // namespace wagate::http_server
