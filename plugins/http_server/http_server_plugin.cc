#include "http_server_plugin.h"

#include <algorithm>

namespace wagate::http_server {

namespace {

std::uint64_t positive(const PluginContext& context, std::string_view path, std::uint64_t fallback) {
  return static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, context.integer(path, static_cast<std::int64_t>(fallback))));
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

}  // namespace

Server::Settings read_settings(const PluginContext& context) {
  Server::Settings settings;
  settings.host = context.text("host", settings.host);
  settings.port = static_cast<std::uint16_t>(positive(context, "port", settings.port));
  settings.threads =
      static_cast<std::uint32_t>(std::max<std::uint64_t>(1, positive(context, "threads", settings.threads)));
  settings.secure = context.text("type", "http") == "https";
  settings.certificate = context.text("tls.certificate");
  settings.private_key = context.text("tls.private_key");

  Limits& limits = settings.limits;
  limits.max_connections =
      static_cast<std::uint32_t>(positive(context, "limits.max_connections", limits.max_connections));
  limits.max_head_bytes = positive(context, "limits.max_head_bytes", limits.max_head_bytes);
  limits.max_headers = positive(context, "limits.max_headers", limits.max_headers);
  limits.max_stream_bytes = positive(context, "limits.max_stream_bytes", limits.max_stream_bytes);
  limits.max_bodies_bytes = positive(context, "limits.max_bodies_bytes", limits.max_bodies_bytes);
  limits.head_timeout_ms = context.integer("limits.head_timeout_ms", limits.head_timeout_ms);
  limits.keep_alive_timeout_ms = context.integer("limits.keep_alive_timeout_ms", limits.keep_alive_timeout_ms);
  limits.stalled_timeout_ms = context.integer("limits.stalled_timeout_ms", limits.stalled_timeout_ms);
  limits.drain_ms = context.integer("limits.drain_ms", limits.drain_ms);

  if (context.config().has("cors.origins")) settings.cors.origins = context.texts("cors.origins");
  if (context.config().has("cors.methods")) settings.cors.methods = context.texts("cors.methods");
  settings.cors.credentials = context.boolean("cors.credentials", false);
  return settings;
}

HttpServerPlugin::HttpServerPlugin(PluginContext& context)
    : context_(context),
      server_(read_settings(context), context.log(), context.service<abi::Clock>(), make_counters(context)) {}

void HttpServerPlugin::start() {
  server_.start();
  context_.log().info("listening", {{"url", server_.url()}});
  if (auto* runtime = context_.find<abi::Runtime>()) runtime->announce(server_.url());
}

void HttpServerPlugin::stop() { server_.stop(); }

}  // namespace wagate::http_server
