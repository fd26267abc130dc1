#include "http_server_plugin.h"

#include <algorithm>

namespace wagate::http_server {

namespace {

std::uint64_t positive(const ConfigReader& config, std::string_view path, std::uint64_t fallback) {
  return static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, config.integer(path, static_cast<std::int64_t>(fallback))));
}

Counters make_counters(const PluginContext& context) {
  Counters counters;
  auto* metrics = context.find<abi::Metrics>();
  if (!metrics) return counters;
  counters.connections = metrics->counter("connections_total", "Connections accepted");
  counters.requests = metrics->counter("requests_total", "HTTP requests with a well-formed head");
  counters.messages_sent = metrics->counter("websocket_messages_sent_total", "WebSocket messages handed to the system");
  counters.bytes_sent = metrics->counter("websocket_bytes_sent_total", "Bytes handed to the system for WebSockets");
  counters.slow_consumers =
      metrics->counter("slow_consumers_total", "WebSockets closed because their queue was full or too old");
  counters.dropped_messages =
      metrics->counter("dropped_messages_total", "Messages dropped from full queues (drop_oldest)");
  return counters;
}

// Throws PluginError when a key differs that is only looked at when the gateway starts.
void check_restart_keys(const Server::Settings& now, const Server::Settings& next) {
  const char* const changed = now.host != next.host         ? "host"
                              : now.port != next.port       ? "port"
                              : now.secure != next.secure   ? "type"
                              : now.threads != next.threads ? "threads"
                              : now.limits != next.limits   ? "limits"
                              : now.tls_check_every_ms != next.tls_check_every_ms ? "tls.check_every_ms"
                                                                                  : nullptr;
  if (changed) {
    throw PluginError(abi::StatusCode::unimplemented,
                      std::string(changed) + " cannot change while the gateway runs, only cors and the files of tls can; restart the gateway to apply it");
  }
}

}  // namespace

Server::Settings read_settings(const ConfigReader& config) {
  Server::Settings settings;
  settings.host = config.text("host", settings.host);
  settings.port = static_cast<std::uint16_t>(positive(config, "port", settings.port));
  settings.threads =
      static_cast<std::uint32_t>(std::max<std::uint64_t>(1, positive(config, "threads", settings.threads)));
  settings.secure = config.text("type", "http") == "https";
  settings.tls.certificate = config.text("tls.certificate");
  settings.tls.private_key = config.text("tls.private_key");
  settings.tls_check_every_ms = config.integer("tls.check_every_ms", settings.tls_check_every_ms);

  Limits& limits = settings.limits;
  limits.max_connections =
      static_cast<std::uint32_t>(positive(config, "limits.max_connections", limits.max_connections));
  limits.max_connections_per_address = static_cast<std::uint32_t>(
      positive(config, "limits.max_connections_per_address", limits.max_connections_per_address));
  limits.max_head_bytes = positive(config, "limits.max_head_bytes", limits.max_head_bytes);
  limits.max_headers = positive(config, "limits.max_headers", limits.max_headers);
  limits.max_stream_bytes = positive(config, "limits.max_stream_bytes", limits.max_stream_bytes);
  limits.max_bodies_bytes = positive(config, "limits.max_bodies_bytes", limits.max_bodies_bytes);
  limits.head_timeout_ms = config.integer("limits.head_timeout_ms", limits.head_timeout_ms);
  limits.keep_alive_timeout_ms = config.integer("limits.keep_alive_timeout_ms", limits.keep_alive_timeout_ms);
  limits.stalled_timeout_ms = config.integer("limits.stalled_timeout_ms", limits.stalled_timeout_ms);
  limits.drain_ms = config.integer("limits.drain_ms", limits.drain_ms);

  if (config.config().has("cors.origins")) settings.cors.origins = config.texts("cors.origins");
  if (config.config().has("cors.methods")) settings.cors.methods = config.texts("cors.methods");
  settings.cors.credentials = config.boolean("cors.credentials", false);
  return settings;
}

HttpServerPlugin::HttpServerPlugin(PluginContext& context)
    : context_(context),
      settings_(read_settings(context)),
      server_(settings_, context.log(), context.service<abi::Clock>(), make_counters(context)) {}

void HttpServerPlugin::start() {
  server_.start();
  context_.log().info("listening", {{"url", server_.url()}});
  if (const auto& certificates = server_.certificates()) {
    auto& clock = context_.service<abi::Clock>();
    log_certificate(context_.log(), "certificate in use", *certificates->current(), clock);
    watch_ = std::make_shared<TlsWatch>(certificates, settings_.tls_check_every_ms, context_.service<abi::Timers>(), clock,
                                        context_.log());
    watch_->start();
  }
  if (auto* runtime = context_.find<abi::Runtime>()) runtime->announce(server_.url());
}

void HttpServerPlugin::stop() {
  if (watch_) watch_->stop();
  server_.stop();
}

void HttpServerPlugin::prepare(const ConfigReader& next) {
  prepared_.reset();
  const Server::Settings settings = read_settings(next);
  check_restart_keys(settings_, settings);
  Prepared prepared;
  prepared.cors = std::make_shared<CorsPolicy>(settings.cors);
  if (settings.secure) prepared.certificate.emplace(settings.tls);
  prepared_ = std::move(prepared);
}

void HttpServerPlugin::commit() noexcept {
  if (!prepared_) return;
  server_.set_cors(prepared_->cors);
  if (const auto& certificates = server_.certificates(); certificates && prepared_->certificate) {
    const bool is_new = prepared_->certificate->context().fingerprint() != certificates->current()->fingerprint();
    certificates->use(*std::move(prepared_->certificate));
    if (is_new) {
      log_certificate(context_.log(), "certificate replaced", *certificates->current(), context_.service<abi::Clock>());
    }
  }
  prepared_.reset();
}

}  // namespace wagate::http_server
