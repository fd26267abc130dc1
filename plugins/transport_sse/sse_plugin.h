#pragma once

#include <memory>

#include "wagate/plugin.h"

namespace wagate::transport_sse {

class SseTransport;

// The unit: reads the configuration, and holds the transport between start() and stop().
class SsePlugin final : public PluginBase, public abi::Transport {
 public:
  static constexpr abi::ServiceDecl kNeeds[] = {{"wagate.http/1", abi::kServiceRequired, 0}};

  explicit SsePlugin(PluginContext& context);
  ~SsePlugin() override;

  void start() override;
  void stop() override;

  void deliver(const abi::Delivery& delivery) noexcept override;
  void emit(abi::ClientId client, abi::StringRef channel, abi::StringRef event, const abi::DocumentRef& arguments) noexcept override;
  void close_audience(abi::AudienceId audience, abi::StringRef reason) noexcept override;
  void close_client(abi::ClientId client, abi::StringRef reason) noexcept override;

 private:
  PluginContext& context_;
  std::shared_ptr<SseTransport> transport_;
};

}  // namespace wagate::transport_sse
