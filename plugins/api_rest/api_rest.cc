#include "api_rest.h"

#include <algorithm>
#include <chrono>

#include "answers.h"
#include "pipeline.h"
#include "qr_waits.h"

namespace wagate::api_rest {

namespace {

// Less than the kernel grants a unit for stopping.
constexpr std::chrono::milliseconds kStopPatience{8000};

void answer_stopping(Call& call) { answer_error(call, 503, {"The gateway is stopping"}); }

Options options_of(const PluginContext& context) {
  Options options;
  options.websocket_enabled = context.boolean("websocket_enabled", options.websocket_enabled);
  options.expose_tokens = context.boolean("expose_tokens", options.expose_tokens);
  options.client_name = context.text("client_name", options.client_name);
  options.version = context.text("version", options.version);
  options.max_body_bytes = static_cast<std::uint64_t>(
      context.integer("max_body_bytes", static_cast<std::int64_t>(options.max_body_bytes)));
  options.max_media_bytes = static_cast<std::uint64_t>(
      context.integer("max_media_bytes", static_cast<std::int64_t>(options.max_media_bytes)));
  options.media_timeout_ms = static_cast<std::uint32_t>(context.integer("media_timeout_ms", options.media_timeout_ms));
  options.allow_private_webhooks = context.boolean("allow_private_webhooks", options.allow_private_webhooks);
  options.allow_private_media_urls = context.boolean("allow_private_media_urls", options.allow_private_media_urls);
  options.docs = !context.boolean("disable_docs", !options.docs);
  options.manager = !context.boolean("disable_manager", !options.manager);
  if (context.boolean("errors_webhook_enabled")) options.errors_url = context.text("errors_webhook_url");
  options.max_calls =
      static_cast<std::size_t>(context.integer("max_calls", static_cast<std::int64_t>(options.max_calls)));
  return options;
}

}  // namespace

ApiRest::ApiRest(PluginContext& context)
    : around_(new Surroundings{context.name(),
                               options_of(context),
                               context.log(),
                               context.service<abi::Access>(),
                               context.service<abi::Clock>(),
                               context.service<abi::Commands>(),
                               context.service<abi::Executor>(),
                               context.service<abi::Instances>(),
                               context.service<abi::Runtime>(),
                               std::make_shared<QrWaits>(context.service<abi::Instances>(),
                                                         context.service<abi::Timers>(),
                                                         context.service<abi::Executor>()),
                               LiveCalls(options_of(context).max_calls),
                               context.find_unit_service<abi::Archive>(),
                               context.find_unit_service<abi::HttpClient>(),
                               context.find<abi::Control>(),
                               context.find<abi::InstanceSections>(),
                               context.find<abi::ApiBook>()}),
      http_(&context.unit_service<abi::HttpServer>()) {}

void ApiRest::start() {
  if (!around_->options.errors_url.empty() && !around_->http_client)
    around_->log.warn(
        "failed requests are not reported: no unit offers wagate.http_client/1; configure the plugin http_client");
  doors_.clear();  // not in stop(): the server may be on its way to on_abort() then
  around_->qr_waits->start();
  try {
    for (const Route& route : routes()) {
      std::string_view methods = route.methods;
      do {
        const std::string_view method = methods.substr(0, methods.find(' '));
        mount(method, route);
        methods.remove_prefix(std::min(methods.size(), method.size() + 1));
      } while (!methods.empty());
    }
  } catch (...) {
    unmount_all();
    around_->qr_waits->stop();
    throw;
  }
}

void ApiRest::mount(std::string_view method, const Route& route) {
  abi::HttpMount mount;
  mount.cors = abi::CorsStyle::rest;
  mount.method = method;
  mount.pattern = route.pattern;
  const Options& options = around_->options;
  mount.max_body_bytes = route.takes_file ? options.max_media_bytes : options.max_body_bytes;

  abi::MountId id = 0;
  abi::ErrorOut error;
  Door& door = doors_.emplace_back(around_, route);
  mount.head_handler = &door;
  if (http_->mount(mount, door, &id, error) != abi::StatusCode::ok)
    throw PluginError("cannot serve " + std::string(method) + " " + route.pattern + ": " + std::string(error.view()));
  mounts_.push_back(id);
}

void ApiRest::unmount_all() {
  for (abi::MountId id : mounts_) http_->unmount(id);
  mounts_.clear();
}

void ApiRest::stop() {
  unmount_all();
  around_->qr_waits->stop();
  // Nobody will hear of their bodies any more.
  for (const CallPtr& call : around_->live_calls.waiting_for_body()) answer_stopping(*call);
  if (!around_->live_calls.wait_idle(kStopPatience)) {
    const auto left = around_->live_calls.all();
    around_->log.warn("requests were cut short by the stop", {{"count", left.size()}});
    for (const CallPtr& call : left) answer_stopping(*call);
  }
}

CallPtr ApiRest::Door::enter(abi::HttpExchange* exchange, LiveCalls::Until until) {
  const bool is_full = around_->live_calls.is_full();
  auto call = std::make_shared<Call>(around_, route_, exchange);
  if (is_full) {
    answer_error(*call, 503, {"Too many requests at once; try again later"});
    return nullptr;
  }
  around_->live_calls.remember(exchange, call, until);
  return call;
}

void ApiRest::Door::on_request(abi::HttpExchange* exchange) noexcept {
  const CallPtr call = enter(exchange, LiveCalls::Until::answered);
  if (!call) return;
  (void)call->is_complete_with_this();  // there is no body to wait for
  begin(call);
}

void ApiRest::Door::on_head(abi::HttpExchange* exchange) noexcept {
  if (const CallPtr call = enter(exchange, LiveCalls::Until::body)) begin(call);
}

void ApiRest::Door::on_body(abi::HttpExchange& exchange) noexcept {
  const CallPtr call = around_->live_calls.go_on(&exchange);
  if (!call) return;
  call->take_body();
  if (call->is_complete_with_this()) go_on(call);
}

void ApiRest::Door::on_abort(abi::HttpExchange& exchange) noexcept {
  if (const CallPtr call = around_->live_calls.find(&exchange)) call->abandon();
}

}  // namespace wagate::api_rest
