#include "session/close_report.h"

#include <cstdio>
#include <ctime>

#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {
namespace {

// What HTTP calls the code, for those it knows.
std::string_view name_of(std::int64_t code) {
  switch (code) {
    case 401: return "Unauthorized";
    case 402: return "Payment Required";
    case 403: return "Forbidden";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Time-out";
    case 409: return "Conflict";
    case 411: return "Length Required";
    case 428: return "Precondition Required";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "Unknown";
  }
}

}  // namespace

std::string iso_time(std::int64_t unix_ms) {
  const std::time_t seconds = unix_ms / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[40];
  const std::size_t length = std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text + length, sizeof(text) - length, ".%03dZ", static_cast<int>(unix_ms % 1000));
  return text;
}

std::string close_report(std::int64_t code, std::string_view message, std::string_view at_iso) {
  std::string json;
  JsonWriter writer(json);
  writer.begin_object().key("error").begin_object();
  writer.field_null("data").field("isBoom", true).field("isServer", code >= 500);
  writer.key("output").begin_object().field("statusCode", code).key("payload").begin_object();
  writer.field("statusCode", code).field("error", name_of(code)).field("message", message).end_object();
  writer.key("headers").begin_object().end_object().end_object().end_object();
  writer.field("date", at_iso).end_object();
  return json;
}

}  // namespace wagate::session_whatsapp
