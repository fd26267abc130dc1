#include "websocket_plugin.h"

#include <chrono>

#include "settings.h"
#include "wagate/audience_index.h"
#include "websocket_transport.h"

namespace wagate::transport_websocket {
namespace {

// Clients that do not answer the close of their WebSocket are cut off by the server well before.
constexpr std::chrono::seconds kStopPatience{10};

Settings read_settings(const PluginContext& context) {
  Settings settings;
  settings.path = context.text("path", settings.path);
  settings.max_message_bytes = static_cast<std::uint64_t>(
      context.integer("max_message_bytes", static_cast<std::int64_t>(settings.max_message_bytes)));
  settings.max_queue_bytes =
      static_cast<std::uint64_t>(context.integer("max_queue_bytes", static_cast<std::int64_t>(settings.max_queue_bytes)));
  settings.overflow = context.text("overflow", "disconnect") == "drop_oldest" ? abi::OverflowPolicy::drop_oldest
                                                                              : abi::OverflowPolicy::disconnect;
  settings.max_queue_age_ms = static_cast<std::uint32_t>(context.integer("max_queue_age_ms", settings.max_queue_age_ms));
  settings.max_waiting_commands =
      static_cast<std::uint32_t>(context.integer("max_waiting_commands", settings.max_waiting_commands));
  return settings;
}

}  // namespace

WebSocketPlugin::WebSocketPlugin(PluginContext& context) : context_(context) {}
WebSocketPlugin::~WebSocketPlugin() = default;

void WebSocketPlugin::start() {
  auto& http = context_.unit_service<abi::HttpServer>();
  if (http.loop_count() > AudienceIndex::kMaxLoops)
    throw PluginError("the HTTP server runs " + std::to_string(http.loop_count()) + " loops; this transport serves at most " +
                      std::to_string(AudienceIndex::kMaxLoops) + ". Lower the number of loops of the HTTP server.");
  transport_ = std::make_unique<WebSocketTransport>(http, context_.service<abi::ClientGateway>(), context_.service<abi::Clock>(),
                                                    context_.service<abi::Timers>(), context_.log(), context_.find<abi::Metrics>(),
                                                    context_.name(), read_settings(context_));
  transport_->offered_as(*this);
  transport_->start();
}

void WebSocketPlugin::stop() {
  if (!transport_) return;
  transport_->begin_stop();
  if (transport_->finish_stop(std::chrono::steady_clock::now() + kStopPatience)) return;
  // Something of the HTTP server still points here: better a few kilobytes lost than a crash.
  context_.log().error("connections were still open when the time to stop was over", {{"after_ms", 10000}});
  (void)transport_.release();
}

void WebSocketPlugin::deliver(const abi::Delivery& delivery) noexcept {
  if (transport_) transport_->deliver(delivery);
}

void WebSocketPlugin::emit(abi::ClientId client, abi::StringRef channel, abi::StringRef event,
                           const abi::DocumentRef& arguments) noexcept {
  if (transport_) transport_->emit(client, channel, event, arguments);
}

void WebSocketPlugin::close_audience(abi::AudienceId audience, abi::StringRef reason) noexcept {
  if (transport_) transport_->close_audience(audience, reason);
}

void WebSocketPlugin::close_client(abi::ClientId client, abi::StringRef reason) noexcept {
  if (transport_) transport_->close_client(client, reason);
}

}  // namespace wagate::transport_websocket
