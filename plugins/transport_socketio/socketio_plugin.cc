#include "socketio_plugin.h"

#include <algorithm>
#include <chrono>

#include "engine/echo.h"
#include "engine/engine_server.h"
#include "engine/engine_settings.h"
#include "socketio/socketio_settings.h"
#include "socketio/socketio_transport.h"

namespace wagate::transport_socketio {
namespace {

constexpr char kEchoPath[] = "/engine.io/";

// Clients that do not answer the close of their WebSocket are cut off by the server well before.
constexpr std::chrono::seconds kStopPatience{10};

EngineSettings engine_settings(const PluginContext& context) {
  EngineSettings settings;
  const std::vector<std::string> transports = context.texts("transports");
  const auto serves = [&](const char* name) {
    return transports.empty() || std::find(transports.begin(), transports.end(), name) != transports.end();
  };
  settings.path = context.text("path", settings.path);
  settings.polling = serves("polling");
  settings.websocket = serves("websocket");
  settings.allow_upgrades = context.boolean("allow_upgrades", settings.allow_upgrades);
  settings.ping_interval_ms = context.integer("ping_interval_ms", settings.ping_interval_ms);
  settings.ping_timeout_ms = context.integer("ping_timeout_ms", settings.ping_timeout_ms);
  settings.upgrade_timeout_ms = context.integer("upgrade_timeout_ms", settings.upgrade_timeout_ms);
  settings.max_payload_bytes = static_cast<std::uint64_t>(
      context.integer("max_payload_bytes", static_cast<std::int64_t>(settings.max_payload_bytes)));
  settings.max_queue_bytes =
      static_cast<std::uint64_t>(context.integer("max_queue_bytes", static_cast<std::int64_t>(settings.max_queue_bytes)));
  settings.overflow = context.text("overflow", "disconnect") == "drop_oldest" ? abi::OverflowPolicy::drop_oldest
                                                                              : abi::OverflowPolicy::disconnect;
  settings.max_queue_age_ms = static_cast<std::uint32_t>(context.integer("max_queue_age_ms", settings.max_queue_age_ms));
  settings.max_sessions = static_cast<std::uint64_t>(
      context.integer("max_sessions", static_cast<std::int64_t>(settings.max_sessions)));
  return settings;
}

SocketIoSettings socketio_settings(const PluginContext& context) {
  SocketIoSettings settings;
  const auto number = [&](const char* key, std::uint32_t fallback) {
    return static_cast<std::uint32_t>(context.integer(key, fallback));
  };
  settings.connect_timeout_ms = context.integer("connect_timeout_ms", settings.connect_timeout_ms);
  settings.pending_timeout_ms = context.integer("pending_timeout_ms", settings.pending_timeout_ms);
  settings.max_pending_per_peer = number("max_pending_per_peer", settings.max_pending_per_peer);
  settings.max_attachments = number("max_attachments", settings.max_attachments);
  settings.max_event_attachments = number("max_event_attachments", settings.max_event_attachments);
  settings.max_namespaces = number("max_namespaces", settings.max_namespaces);
  settings.max_waiting_commands = number("max_waiting_commands", settings.max_waiting_commands);
  settings.max_payload_bytes = static_cast<std::uint64_t>(
      context.integer("max_payload_bytes", static_cast<std::int64_t>(settings.max_payload_bytes)));
  return settings;
}

}  // namespace

SocketIoPlugin::SocketIoPlugin(PluginContext& context) : context_(context) {}
SocketIoPlugin::~SocketIoPlugin() = default;

void SocketIoPlugin::start() {
  auto& http = context_.unit_service<abi::HttpServer>();
  auto& clock = context_.service<abi::Clock>();
  const EngineSettings settings = engine_settings(context_);
  if (http.loop_count() > AudienceIndex::kMaxLoops)
    throw PluginError("the HTTP server runs " + std::to_string(http.loop_count()) + " loops; this transport serves at most " +
                      std::to_string(AudienceIndex::kMaxLoops) + ". Lower the number of loops of the HTTP server.");

  transport_ = std::make_unique<SocketIoTransport>(http, context_.service<abi::ClientGateway>(), clock, context_.log(),
                                                   context_.find<abi::Metrics>(), context_.name(), settings,
                                                   socketio_settings(context_));
  transport_->offered_as(*this);
  transport_->start();
  if (!context_.boolean("engine_echo")) return;

  EngineSettings echo_settings = settings;
  echo_settings.path = kEchoPath;
  echo_ = std::make_unique<EngineEcho>();
  echo_server_ = std::make_unique<EngineServer>(http, clock, context_.log(), transport_->refusals(), echo_settings, *echo_);
  try {
    echo_server_->start();
  } catch (const PluginError&) {
    stop();  // a unit whose start() failed is not stopped by anybody else
    throw;
  }
}

void SocketIoPlugin::stop() {
  if (!transport_) return;
  transport_->begin_stop();
  if (echo_server_) echo_server_->begin_stop();
  const auto deadline = std::chrono::steady_clock::now() + kStopPatience;
  bool idle = transport_->finish_stop(deadline);
  if (echo_server_) idle = echo_server_->finish_stop(deadline) && idle;
  if (idle) return;
  // Something of the HTTP server still points here: better a few kilobytes lost than a crash.
  context_.log().error("connections were still open when the time to stop was over", {{"after_ms", 10000}});
  (void)transport_.release();
  (void)echo_.release();
  (void)echo_server_.release();
}

void SocketIoPlugin::deliver(const abi::Delivery& delivery) noexcept {
  if (transport_) transport_->deliver(delivery);
}

void SocketIoPlugin::emit(abi::ClientId client, abi::StringRef channel, abi::StringRef event,
                          const abi::DocumentRef& arguments) noexcept {
  if (transport_) transport_->emit(client, channel, event, arguments);
}

void SocketIoPlugin::close_audience(abi::AudienceId audience, abi::StringRef reason) noexcept {
  if (transport_) transport_->close_audience(audience, reason);
}

void SocketIoPlugin::close_client(abi::ClientId client, abi::StringRef reason) noexcept {
  if (transport_) transport_->close_client(client, reason);
}

}  // namespace wagate::transport_socketio
