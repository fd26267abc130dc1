#include "answers.h"

#include "call.h"
#include "routes.h"
#include "stamps.h"
#include "surroundings.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

constexpr char kJson[] = "application/json; charset=utf-8";

const char* error_of(std::uint32_t status) {
  switch (status) {
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 409: return "Conflict";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    default: return "Internal Server Error";
  }
}

void answer_shape(Call& call, std::uint32_t status, const char* error, std::string_view message_json) {
  std::string out;
  JsonWriter(out).begin_object().field("status", status).field("error", error)
      .key("response").begin_object().field_raw("message", message_json).end_object().end_object();
  call.answer(status, kJson, out);
}

std::string array_of(const std::vector<std::string>& texts) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const std::string& text : texts) json.value(text);
  json.end_array();
  return out;
}

std::string quoted(std::string_view text) {
  std::string out;
  JsonWriter::append_quoted(out, text);
  return out;
}

}  // namespace

void answer_json(Call& call, std::uint32_t status, std::string_view json) { call.answer(status, kJson, json); }

void answer_page(Call& call, std::string_view content_type, std::string_view policy, std::string_view text) {
  const abi::NameValue headers[] = {{"Content-Type", content_type},
                                    {"Content-Security-Policy", policy},
                                    {"X-Content-Type-Options", "nosniff"},
                                    {"Referrer-Policy", "no-referrer"},
                                    {"Cache-Control", "no-cache"}};
  abi::HttpResponse response;
  response.headers = headers;
  response.header_count = std::size(headers);
  response.body = text;
  call.answer(response);
}

void answer_empty(Call& call, std::uint32_t status) { call.answer(status, "", ""); }

void answer_error(Call& call, std::uint32_t status, const std::vector<std::string>& texts) {
  answer_shape(call, status, error_of(status), array_of(texts));
}

void answer_error_json(Call& call, std::uint32_t status, std::string_view message_json) {
  answer_shape(call, status, error_of(status), message_json);
}

void answer_violations(Call& call, const std::vector<Violation>& found) {
  std::string message;
  JsonWriter json(message);
  json.begin_array();
  if (call.route().refusal == Refusal::properties) {
    for (const Violation& one : found)
      json.begin_object().field("property", one.property).field("message", one.text).end_object();
    json.end_array();
    return answer_shape(call, 400, error_of(400), message);
  }
  if (call.route().refusal == Refusal::detailed) {
    std::string sentence;
    for (const Violation& one : found) sentence += (sentence.empty() ? "" : ", ") + one.text;
    return answer_details(call, 400, sentence);
  }
  json.begin_array();
  for (const Violation& one : found) json.value(one.text);
  json.end_array().end_array();
  if (call.route().refusal == Refusal::texts) return answer_shape(call, 400, error_of(400), message);

  std::string out;
  JsonWriter(out).begin_object().field("status", 400).field("error", error_of(400)).field_raw("message", message)
      .end_object();
  answer_json(call, 400, out);
}

void answer_details(Call& call, std::uint32_t status, std::string_view sentence) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("status", status).field("error", error_of(status)).field("message", sentence)
      .key("details").begin_object().field("whatsapp_error", sentence);
  // What the provider of a Cloud API account would have said.
  for (const char* name : {"whatsapp_code", "error_user_title", "error_user_msg", "error_type", "error_subcode",
                           "fbtrace_id", "context", "type"})
    json.field_null(name);
  json.end_object().field("timestamp", iso_time(call.around().clock.unix_ms())).end_object();
  answer_json(call, status, out);
}

void answer_unreadable(Call& call, std::string_view text) {
  answer_shape(call, 400, "Internal Server Error", quoted(text));
}

void answer_unauthorized(Call& call) { answer_shape(call, 401, error_of(401), "\"Unauthorized\""); }

void answer_no_instance(Call& call, std::string_view name) {
  answer_error(call, 404, {"The \"" + std::string(name) + "\" instance does not exist"});
}

std::string not_connected(std::string_view name) {
  return "The \"" + std::string(name) + "\" instance is not connected";
}

void answer_not_connected(Call& call, std::string_view name) { answer_error(call, 400, {not_connected(name)}); }

void answer_unexpected(Call& call) {
  answer_shape(call, 500, error_of(500), "\"The request could not be completed; the log of the gateway says why\"");
}

void answer_soft_error(Call& call, std::string_view sentence) {
  std::string out;
  JsonWriter(out).begin_object().field("error", true).field("message", sentence).end_object();
  answer_json(call, 200, out);
}

void answer_status(Call& call, abi::StatusCode code, std::string_view sentence) {
  using abi::StatusCode;
  const std::vector<std::string> shown = {std::string(sentence)};
  switch (code) {
    case StatusCode::invalid_argument:
    case StatusCode::failed_precondition:
    case StatusCode::unimplemented: answer_error(call, 400, shown); return;
    case StatusCode::unauthenticated: answer_unauthorized(call); return;
    case StatusCode::permission_denied: answer_error(call, 403, shown); return;
    case StatusCode::not_found: answer_error(call, 404, shown); return;
    case StatusCode::already_exists: answer_error(call, 409, shown); return;
    case StatusCode::unavailable:
    case StatusCode::resource_exhausted:
      answer_error(call, 503, {"The gateway cannot do this at the moment; try again later"});
      return;
    case StatusCode::deadline_exceeded:
      answer_error(call, 504, {"There was no answer in time; look whether it was done before trying again"});
      return;
    case StatusCode::ok:
    case StatusCode::internal: break;
  }
  answer_unexpected(call);
}

}  // namespace wagate::api_rest
