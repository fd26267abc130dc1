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

Options options_of(const PluginContext& context) {
  Options options;
  options.websocket_enabled = context.boolean("websocket_enabled", options.websocket_enabled);
  options.expose_tokens = context.boolean("expose_tokens", options.expose_tokens);
  options.client_name = context.text("client_name", options.client_name);
  options.version = context.text("version", options.version);
  options.max_body_bytes = static_cast<std::uint64_t>(
      context.integer("max_body_bytes", static_cast<std::int64_t>(options.max_body_bytes)));
  options.max_calls =
      static_cast<std::size_t>(context.integer("max_calls", static_cast<std::int64_t>(options.max_calls)));
  return options;
}

}  // namespace

ApiRest::ApiRest(PluginContext& context)
    : around_{context.name(),
              options_of(context),
              context.log(),
              context.service<abi::Access>(),
              context.service<abi::Clock>(),
              context.service<abi::Commands>(),
              context.service<abi::Executor>(),
              context.service<abi::Instances>(),
              context.service<abi::Runtime>(),
              std::make_shared<QrWaits>(context.service<abi::Instances>(), context.service<abi::Timers>(),
                                        context.service<abi::Executor>()),
              LiveCalls(options_of(context).max_calls)},
      http_(&context.unit_service<abi::HttpServer>()) {}

void ApiRest::start() {
  doors_.clear();  // not in stop(): the server may be on its way to on_abort() then
  around_.qr_waits->start();
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
    around_.qr_waits->stop();
    throw;
  }
}

void ApiRest::mount(std::string_view method, const Route& route) {
  abi::HttpMount mount;
  mount.cors = abi::CorsStyle::rest;
  mount.method = method;
  mount.pattern = route.pattern;
  mount.max_body_bytes = around_.options.max_body_bytes;

  abi::MountId id = 0;
  abi::ErrorOut error;
  Door& door = doors_.emplace_back(around_, route);
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
  around_.qr_waits->stop();
  if (!around_.live_calls.wait_idle(kStopPatience)) {
    const auto left = around_.live_calls.all();
    around_.log.warn("requests were cut short by the stop", {{"count", left.size()}});
    for (const CallPtr& call : left) answer_error(*call, 503, {"The gateway is stopping"});
  }
}

void ApiRest::Door::on_request(abi::HttpExchange* exchange) noexcept {
  const bool is_full = around_.live_calls.is_full();
  const auto call = std::make_shared<Call>(around_, route_, exchange);
  if (is_full) return answer_error(*call, 503, {"Too many requests at once; try again later"});
  around_.live_calls.remember(exchange, call);
  begin(call);
}

void ApiRest::Door::on_abort(abi::HttpExchange& exchange) noexcept {
  if (const CallPtr call = around_.live_calls.find(&exchange)) call->abandon();
}

}  // namespace wagate::api_rest
