#pragma once

#include <atomic>
#include <vector>

#include "scrape_access.h"
#include "wagate/plugin.h"

namespace wagate::metrics_prometheus {

// GET /metrics, /healthz and /readyz.
class MetricsPrometheus final : public PluginBase, public abi::HttpHandler {
 public:
  static constexpr std::uint32_t kFlags = 0;  // the paths are fixed
  static constexpr abi::ServiceDecl kNeeds[] = {{"wagate.http/1", abi::kServiceRequired, 0}};

  explicit MetricsPrometheus(PluginContext& context);

  void start() override;
  void stop() override;

  void on_request(abi::HttpExchange* exchange) noexcept override;
  void on_abort(abi::HttpExchange&) noexcept override {}  // everything is answered at once

 private:
  void mount(abi::HttpServer& http, const char* path);
  void answer_metrics(abi::HttpExchange& exchange);
  void answer_ready(abi::HttpExchange& exchange);
  std::string figures();

  const Logger log_;
  const bool serve_metrics_;
  const bool with_instances_;
  const std::string client_name_;
  const std::string version_;
  const ScrapeAccess access_;
  PluginContext& context_;
  abi::Instances& instances_;
  abi::Runtime& runtime_;
  abi::MetricsReader* reader_ = nullptr;
  abi::HttpServer* http_ = nullptr;
  std::vector<abi::MountId> mounts_;
  std::atomic<std::int64_t> last_refusal_log_ms_{0};
};

}  // namespace wagate::metrics_prometheus
