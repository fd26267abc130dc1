#include "error_report.h"

#include <nlohmann/json.hpp>

#include "json.h"
#include "stamps.h"
#include "surroundings.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

constexpr int kMaxReports = 16;  // on their way at once
constexpr std::uint32_t kTimeoutMs = 30'000;

class ServerUrlReader final : public abi::RuntimeVisitor {
 public:
  void visit(const abi::RuntimeInfo& info) noexcept override { url = info.server_url.str(); }
  std::string url;
};

class ReportReply final : public abi::HttpClientReply {
 public:
  explicit ReportReply(std::shared_ptr<ErrorReports> reports, Logger log)
      : reports_(std::move(reports)), log_(std::move(log)) {}
  ~ReportReply() { --reports_->under_way; }

  void response(const abi::HttpClientResponse& response) noexcept override {
    if (response.status < 200 || response.status > 299)
      log_.warn("errors could not be reported", {{"status", response.status}});
  }
  void failed(abi::StatusCode, abi::StringRef sentence) noexcept override {
    log_.warn("errors could not be reported", {{"error", sentence.view()}});
  }
  void release() noexcept override { delete this; }

 private:
  const std::shared_ptr<ErrorReports> reports_;
  const Logger log_;
};

// The message of an answer, wherever its shape has it.
Json message_of(const Json& body) {
  const auto response = body.find("response");
  if (response != body.end() && response->is_object()) return response->value("message", Json());
  return body.value("message", Json());
}

std::string envelope_of(Surroundings& around, std::uint32_t status, const Json& body) {
  ServerUrlReader reader;
  around.runtime.describe(reader);
  const std::string message = to_text(message_of(body));
  std::string out;
  JsonWriter(out).begin_object().field("event", "error").key("data").begin_object()
      .field("error", text_at(body, "error")).field_raw("message", message).field("status", status)
      .key("response").begin_object().field_raw("message", message).end_object().end_object()
      .field("date_time", iso_time(around.clock.unix_ms())).field("server_url", reader.url).end_object();
  return out;
}

}  // namespace

void report_error(Surroundings& around, std::uint32_t status, std::string_view body) {
  const std::string& url = around.options.errors_url;
  if (url.empty() || !around.http_client) return;
  const Json parsed = Json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_object()) return;
  if (++around.error_reports->under_way > kMaxReports) {
    --around.error_reports->under_way;
    return;
  }

  const std::string envelope = envelope_of(around, status, parsed);
  const abi::NameValue headers[] = {{"Content-Type", "application/json"}};
  abi::HttpClientRequest request;
  request.flags = abi::kMayReachPrivate;  // the URL is the operator's own
  request.method = "POST";
  request.url = url;
  request.headers = headers;
  request.header_count = 1;
  request.body = envelope;
  request.timeout_ms = kTimeoutMs;
  around.http_client->send(request, new ReportReply(around.error_reports, around.log));
}

}  // namespace wagate::api_rest
