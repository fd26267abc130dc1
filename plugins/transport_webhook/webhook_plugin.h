#pragma once

#include <memory>
#include <thread>

#include "dead_letter_routes.h"
#include "dispatcher.h"
#include "figures.h"
#include "mailbox.h"
#include "settings.h"
#include "subscriptions.h"
#include "wagate/plugin.h"

namespace wagate::transport_webhook {

// The unit: reads the configuration, and holds everything else between start() and stop().
class WebhookPlugin final : public PluginBase, public abi::Transport {
 public:
  static constexpr abi::ServiceDecl kNeeds[] = {{"wagate.http_client/1", abi::kServiceRequired, 0},
                                                {"wagate.http/1", 0, 0}};

  explicit WebhookPlugin(PluginContext& context);
  ~WebhookPlugin() override;

  void start() override;
  void stop() override;
  void prepare(const ConfigReader& next);
  void commit() noexcept;

  void deliver(const abi::Delivery& delivery) noexcept override;
  // Webhooks are no clients: nothing is ever sent to a single one.
  void emit(abi::ClientId, abi::StringRef, abi::StringRef, const abi::DocumentRef&) noexcept override {}
  // The registry tells when an instance is deleted; what still waits is delivered.
  void close_audience(abi::AudienceId, abi::StringRef) noexcept override {}
  void close_client(abi::ClientId, abi::StringRef) noexcept override {}

 private:
  void work() noexcept;
  void end_thread();

  PluginContext& context_;
  SettingsPtr settings_;
  SettingsPtr next_;
  Figures figures_;
  std::shared_ptr<Mailbox> mailbox_;
  std::unique_ptr<Dispatcher> dispatcher_;
  std::unique_ptr<Subscriptions> subscriptions_;
  std::unique_ptr<DeadLetterRoutes> routes_;
  std::thread thread_;
};

}  // namespace wagate::transport_webhook
