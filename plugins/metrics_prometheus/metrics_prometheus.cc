#include "metrics_prometheus.h"

#include <map>
#include <string>
#include <utility>

#include "exposition.h"
#include "unit_states.h"
#include "wagate/http.h"
#include "wagate/json_writer.h"

namespace wagate::metrics_prometheus {

namespace {

constexpr std::int64_t kRefusalLogEveryMs = 60'000;

ScrapeAccess::Rules rules_of(const PluginContext& context) {
  return {context.boolean("auth_required"), context.text("user"), context.text("password"), context.texts("allowed_ips")};
}

void respond_text(abi::HttpExchange& exchange, std::uint32_t status, std::string_view text,
                  std::initializer_list<abi::NameValue> more = {}) {
  std::vector<abi::NameValue> headers = {{"Content-Type", "text/plain; charset=utf-8"}};
  headers.insert(headers.end(), more.begin(), more.end());
  abi::HttpResponse response;
  response.status = status;
  response.headers = headers.data();
  response.header_count = headers.size();
  response.body = text;
  exchange.respond(response);
}

const char* state_name(abi::ConnectionState state) {
  switch (state) {
    case abi::ConnectionState::open: return "open";
    case abi::ConnectionState::connecting: return "connecting";
    case abi::ConnectionState::close: return "close";
  }
  return "close";
}

// The lines that dashboards made for Evolution API read.
class InstanceLines final : public abi::InstanceVisitor {
 public:
  InstanceLines(Exposition& out, bool with_names) : out_(out), with_names_(with_names) {}

  bool visit(const abi::InstanceInfo& info) noexcept override {
    ++total;
    ++by_state[state_name(info.state)];
    if (!with_names_) return true;
    const std::string_view state = state_name(info.state);
    out_.add(abi::MetricKind::gauge, "evolution_instance_up", "Whether the instance is connected.",
             {{"instance", info.name}, {"integration", info.integration}}, info.state == abi::ConnectionState::open ? 1 : 0);
    out_.add(abi::MetricKind::gauge, "evolution_instance_state", "The state of the instance.",
             {{"instance", info.name}, {"integration", info.integration}, {"state", state}}, 1);
    return true;
  }

  double total = 0;
  std::map<std::string, double> by_state = {{"open", 0}, {"connecting", 0}, {"close", 0}};

 private:
  Exposition& out_;
  const bool with_names_;
};

class SampleLines final : public abi::MetricsVisitor {
 public:
  explicit SampleLines(Exposition& out) : out_(out) {}
  void visit(const abi::MetricSample& sample) noexcept override { out_.add(sample); }

 private:
  Exposition& out_;
};

class RuntimeText final : public abi::RuntimeVisitor {
 public:
  void visit(const abi::RuntimeInfo& info) noexcept override {
    version = info.version.str();
    server_url = info.server_url.str();
    json = info.json.str();
  }
  std::string version, server_url, json;
};

}  // namespace

MetricsPrometheus::MetricsPrometheus(PluginContext& context)
    : log_(context.log()), serve_metrics_(context.boolean("metrics")), with_instances_(context.boolean("instances", true)),
      client_name_(context.text("client_name", "evolution")), version_(context.text("version", "2.3.6")),
      access_(rules_of(context)), context_(context), instances_(context.service<abi::Instances>()),
      runtime_(context.service<abi::Runtime>()), reader_(context.find<abi::MetricsReader>()) {}

void MetricsPrometheus::mount(abi::HttpServer& http, const char* path) {
  abi::HttpMount mount;
  mount.cors = abi::CorsStyle::none;
  mount.method = "GET";
  mount.pattern = path;
  abi::ErrorOut error;
  abi::MountId id = 0;
  if (http.mount(mount, *this, &id, error) != abi::StatusCode::ok)
    throw PluginError("cannot serve " + std::string(path) + ": " + std::string(error.view()));
  mounts_.push_back(id);
}

void MetricsPrometheus::start() {
  http_ = &context_.unit_service<abi::HttpServer>();
  try {
    mount(*http_, "/healthz");
    mount(*http_, "/readyz");
    if (serve_metrics_) mount(*http_, "/metrics");
  } catch (const PluginError&) {
    stop();
    throw;
  }
}

void MetricsPrometheus::stop() {
  for (const abi::MountId id : std::exchange(mounts_, {})) http_->unmount(id);
}

void MetricsPrometheus::on_request(abi::HttpExchange* raw) noexcept {
  const Owned<abi::HttpExchange> exchange(raw);
  const std::string_view path = exchange->request().path;
  if (path == "/healthz") return respond_text(*exchange, 200, "ok\n");
  if (path == "/readyz") return answer_ready(*exchange);
  answer_metrics(*exchange);
}

void MetricsPrometheus::answer_ready(abi::HttpExchange& exchange) {
  RuntimeText runtime;
  runtime_.describe(runtime);
  std::vector<std::string> failed;
  for (const UnitState& unit : read_unit_states(runtime.json))
    if (unit.state == "failed") failed.push_back(unit.name);
  // A unit that is not required may be missing: the rest serves, and says so.
  std::string body;
  JsonWriter json(body);
  json.begin_object().field("status", failed.empty() ? "ready" : "degraded").key("failed").begin_array();
  for (const std::string& name : failed) json.value(name);
  json.end_array().end_object();
  respond_json(exchange, 200, body);
}

void MetricsPrometheus::answer_metrics(abi::HttpExchange& exchange) {
  const abi::HttpRequest& request = exchange.request();
  const auto refuse = [&](std::uint32_t status, std::string_view text, std::string_view reason,
                          std::initializer_list<abi::NameValue> more = {}) {
    const std::int64_t now = context_.service<abi::Clock>().unix_ms();
    std::int64_t last = last_refusal_log_ms_.load();
    if (now - last >= kRefusalLogEveryMs && last_refusal_log_ms_.compare_exchange_strong(last, now))
      log_.warn("refused a request for figures", {{"reason", reason}, {"peer", request.peer}});
    respond_text(exchange, status, text, more);
  };
  switch (access_.check(request.peer, header(request, "authorization"))) {
    case ScrapeAccess::Answer::foreign_address:
      return refuse(403, "Forbidden: IP not allowed", "the peer is not in METRICS_ALLOWED_IPS");
    case ScrapeAccess::Answer::not_configured:
      return refuse(500, "Metrics authentication not configured",
                    "METRICS_AUTH_REQUIRED is on, but METRICS_USER or METRICS_PASSWORD is empty");
    case ScrapeAccess::Answer::no_credentials:
      return refuse(401, "Authentication required", "no user and password were shown",
                    {{"WWW-Authenticate", "Basic realm=\"Evolution API Metrics\""}});
    case ScrapeAccess::Answer::wrong_credentials: return refuse(401, "Invalid credentials", "user or password is wrong");
    case ScrapeAccess::Answer::allowed: break;
  }
  const std::string text = figures();
  const abi::NameValue headers[] = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"},
                                    {"Cache-Control", "no-cache, no-store, must-revalidate"}};
  abi::HttpResponse response;
  response.headers = headers;
  response.header_count = 2;
  response.body = text;
  exchange.respond(response);
}

std::string MetricsPrometheus::figures() {
  Exposition out;
  RuntimeText runtime;
  runtime_.describe(runtime);
  out.add(abi::MetricKind::gauge, "evolution_environment_info", "What runs here.",
          {{"version", version_}, {"clientName", client_name_}, {"serverUrl", runtime.server_url}}, 1);
  out.add(abi::MetricKind::gauge, "wagate_build_info", "The version of the gateway.", {{"version", runtime.version}}, 1);

  InstanceLines lines(out, with_instances_);
  instances_.each(lines);
  out.add(abi::MetricKind::gauge, "evolution_instances_total", "Instances that exist.", {}, lines.total);
  for (const auto& [state, count] : lines.by_state)
    out.add(abi::MetricKind::gauge, "wagate_instances", "Instances by state.", {{"state", state}}, count);

  for (const UnitState& unit : read_unit_states(runtime.json)) {
    out.add(abi::MetricKind::gauge, "wagate_unit_up", "Whether the unit runs.", {{"unit", unit.name}, {"plugin", unit.plugin}},
            unit.state == "running" ? 1 : 0);
    out.add(abi::MetricKind::counter, "wagate_unit_faults_total", "Exceptions, wrong answers and missed deadlines of the unit.",
            {{"unit", unit.name}}, unit.faults);
  }
  SampleLines samples(out);
  if (reader_) reader_->read(samples);
  return out.text();
}

}  // namespace wagate::metrics_prometheus
