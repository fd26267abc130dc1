#include "webhook_plugin.h"

#include <chrono>
#include <exception>
#include <future>
#include <random>
#include <utility>

namespace wagate::transport_webhook {
namespace {

// How long requests that are under way may take at the end; what has no answer by then is sent again
// after the next start.
constexpr std::chrono::seconds kPatienceAtEnd{3};

std::function<double()> chance() {
  return [source = std::mt19937_64(std::random_device{}())]() mutable {
    return std::uniform_real_distribution<double>(0, 1)(source);
  };
}

}  // namespace

WebhookPlugin::WebhookPlugin(PluginContext& context)
    : context_(context), settings_(std::make_shared<const Settings>(context)), figures_(context.find<abi::Metrics>()) {}

WebhookPlugin::~WebhookPlugin() { end_thread(); }

void WebhookPlugin::start() {
  const std::string path = settings_->path.empty() ? context_.state_dir() + "/outbox.db" : settings_->path;
  mailbox_ = std::make_shared<Mailbox>(settings_->limits.max_queue_events, settings_->limits.max_queue_bytes);
  dispatcher_ = std::make_unique<Dispatcher>(
      Dispatcher::Surroundings{context_.unit_service<abi::HttpClient>(), context_.find<abi::Commands>(),
                               context_.service<abi::Clock>(), context_.service<abi::Timers>(), context_.log(), figures_,
                               mailbox_, chance()},
      settings_, path);
  subscriptions_ = std::make_unique<Subscriptions>(context_, *this, mailbox_, figures_, settings_);
  if (auto* server = context_.find_unit_service<abi::HttpServer>())
    routes_ = std::make_unique<DeadLetterRoutes>(context_, *server, mailbox_);
  thread_ = std::thread([this] { work(); });
  // Lanes that waited when the gateway ended go on without being called.
  mailbox_->post([](Dispatcher&) {});
  subscriptions_->start();
}

void WebhookPlugin::stop() {
  if (!thread_.joinable()) return;
  routes_.reset();
  subscriptions_->stop();
  auto drained = std::make_shared<std::promise<void>>();
  auto done = drained->get_future();
  mailbox_->post([drained](Dispatcher& dispatcher) { dispatcher.finish([drained] { drained->set_value(); }); });
  done.wait_for(kPatienceAtEnd);
  end_thread();
}

void WebhookPlugin::end_thread() {
  if (!thread_.joinable()) return;
  mailbox_->close();
  thread_.join();
  dispatcher_.reset();
}

void WebhookPlugin::work() noexcept {
  while (mailbox_->wait()) {
    try {
      dispatcher_->turn();
    } catch (const std::exception& failure) {
      context_.log().error("a step of the webhook transport failed", {{"error", failure.what()}});
    }
  }
}

void WebhookPlugin::prepare(const ConfigReader& next) {
  auto settings = std::make_shared<const Settings>(next);
  if (settings->path != settings_->path)
    throw PluginError(abi::StatusCode::unimplemented, "path, the file of the outbox, changes only by a restart");
  next_ = std::move(settings);
}

void WebhookPlugin::commit() noexcept {
  if (!next_) return;
  settings_ = std::exchange(next_, nullptr);
  if (subscriptions_) subscriptions_->configure(settings_);
}

void WebhookPlugin::deliver(const abi::Delivery& delivery) noexcept {
  if (subscriptions_) subscriptions_->deliver(delivery);
}

}  // namespace wagate::transport_webhook
