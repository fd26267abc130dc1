#include "sse_plugin.h"

#include "sse_transport.h"

namespace wagate::transport_sse {

SsePlugin::SsePlugin(PluginContext& context) : context_(context) {}
SsePlugin::~SsePlugin() = default;

void SsePlugin::start() {
  Settings settings;
  settings.path = context_.text("path", settings.path);
  settings.keep_alive_ms = context_.integer("keep_alive_ms", settings.keep_alive_ms);
  settings.retry_ms = context_.integer("retry_ms", settings.retry_ms);
  settings.max_queue_bytes =
      static_cast<std::uint64_t>(context_.integer("max_queue_bytes", static_cast<std::int64_t>(settings.max_queue_bytes)));
  settings.max_streams = static_cast<std::size_t>(context_.integer("max_streams", static_cast<std::int64_t>(settings.max_streams)));
  transport_ = std::make_shared<SseTransport>(context_.unit_service<abi::HttpServer>(), context_.service<abi::ClientGateway>(),
                                              context_.service<abi::Clock>(), context_.service<abi::Timers>(), context_.log(),
                                              context_.find<abi::Metrics>(), context_.name(), settings);
  transport_->start(*this);
}

void SsePlugin::stop() {
  if (transport_) transport_->stop();
}

void SsePlugin::deliver(const abi::Delivery& delivery) noexcept {
  if (transport_) transport_->deliver(delivery);
}

void SsePlugin::emit(abi::ClientId client, abi::StringRef channel, abi::StringRef event, const abi::DocumentRef& arguments) noexcept {
  if (transport_) transport_->emit(client, channel, event, arguments);
}

void SsePlugin::close_audience(abi::AudienceId audience, abi::StringRef reason) noexcept {
  if (transport_) transport_->close_audience(audience, reason);
}

void SsePlugin::close_client(abi::ClientId client, abi::StringRef reason) noexcept {
  if (transport_) transport_->close_client(client, reason);
}

}  // namespace wagate::transport_sse
