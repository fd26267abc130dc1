#include "response_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>

#include "ascii.h"

namespace wagate::http_server {

namespace {

bool belongs_to_server(std::string_view name, bool has_cors) {
  static constexpr std::string_view kOwned[] = {"content-length", "date", "connection", "transfer-encoding",
                                                "keep-alive"};
  if (std::any_of(std::begin(kOwned), std::end(kOwned), [&](auto owned) { return equals_ignoring_case(name, owned); }))
    return true;
  static constexpr std::string_view kCors = "access-control-";
  return has_cors && equals_ignoring_case(name.substr(0, kCors.size()), kCors);
}

bool is_safe(std::string_view name, std::string_view value) {
  static constexpr std::string_view kSplitting("\r\n\0", 3);
  return !name.empty() && name.find_first_of(" \t:\r\n") == std::string_view::npos &&
         name.find('\0') == std::string_view::npos && value.find_first_of(kSplitting) == std::string_view::npos;
}

bool has_no_body(std::uint32_t status) { return status == 204 || status == 304 || (status >= 100 && status < 200); }

void append_number(std::string& out, std::uint64_t number, int base = 10) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), number, base).ptr;
  out.append(digits, end);
}

}  // namespace

std::string_view reason_phrase(std::uint32_t status) {
  switch (status) {
    case 100:
      return "Continue";
    case 101:
      return "Switching Protocols";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 413:
      return "Payload Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Entity";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

std::string http_date(std::int64_t unix_ms) {
  static constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[64];
  std::snprintf(text, sizeof(text), "%s, %02d %s %04d %02d:%02d:%02d GMT", kDays[static_cast<std::size_t>(utc.tm_wday)],
                utc.tm_mday, kMonths[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
                utc.tm_sec);
  return text;
}

std::string write_response(const abi::HttpResponse& response, const ResponseContext& context, BodyFraming framing) {
  const std::uint32_t status = response.status >= 200 && response.status <= 599 ? response.status : 500;
  const bool sends_body = framing == BodyFraming::whole && !context.is_head && !has_no_body(status);
  std::string out;
  out.reserve(256 + context.cors.size() + (sends_body ? response.body.size : 0));
  out += "HTTP/1.1 ";
  append_number(out, status);
  out += ' ';
  out += reason_phrase(status);
  out += "\r\n";
  for (std::uint64_t i = 0; i < response.header_count; ++i) {
    const std::string_view name = response.headers[i].name;
    const std::string_view value = response.headers[i].value;
    if (!is_safe(name, value) || belongs_to_server(name, !context.cors.empty())) continue;
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
  }
  out += context.cors;
  out += "Date: ";
  out += http_date(context.unix_ms);
  out += "\r\n";
  if (framing == BodyFraming::chunked) {
    out += "Transfer-Encoding: chunked\r\n";
  } else if (framing == BodyFraming::whole && !has_no_body(status)) {
    out += "Content-Length: ";
    append_number(out, response.body.size);
    out += "\r\n";
  }
  if (context.close)
    out += "Connection: close\r\n";
  else if (context.minor == 0)
    out += "Connection: keep-alive\r\n";
  out += "\r\n";
  if (sends_body) out += response.body.view();
  return out;
}

std::string write_error(std::uint32_t status, std::string_view message, const ResponseContext& context,
                        std::string_view extra) {
  std::string body = "{\"status\":";
  append_number(body, status);
  body += ",\"error\":\"";
  body += reason_phrase(status);
  body += "\",\"response\":{\"message\":\"";
  body += message;
  body += "\"}}";
  const abi::NameValue type{"Content-Type", "application/json; charset=utf-8"};
  abi::HttpResponse response;
  response.status = status;
  response.headers = &type;
  response.header_count = 1;
  response.body = body;
  const std::string lines = std::string(context.cors) + std::string(extra);
  ResponseContext with_extra = context;
  with_extra.cors = lines;
  return write_response(response, with_extra, BodyFraming::whole);
}

std::string write_chunk(std::string_view piece) {
  std::string chunk;
  chunk.reserve(piece.size() + 20);
  append_number(chunk, piece.size(), 16);
  chunk += "\r\n";
  chunk += piece;
  chunk += "\r\n";
  return chunk;
}

}  // namespace wagate::http_server
