#pragma once

#include <exception>
#include <functional>
#include <string>
#include <utility>

#include "wagate/plugin.h"

namespace wagate {

// Publishes events of one type. Made once, in a constructor; cheap to call. [any]
template <Event E>
class Publisher {
 public:
  // Throws PluginError when another unit declared the same id with other fields.
  explicit Publisher(const PluginContext& context) : bus_(context.service<abi::Bus>()) {
    abi::ErrorOut error;
    if (bus_.declare(kEventType<E>, &type_, error) != abi::StatusCode::ok)
      throw PluginError(std::string(error.view()));
  }

  // See abi::Bus::publish().
  abi::StatusCode operator()(abi::InstanceKey instance, const E& event, abi::ErrorOut& error) const {
    return bus_.publish(type_, instance, &event, sizeof(E), error);
  }

 private:
  abi::Bus& bus_;
  abi::EventTypeId type_ = 0;
};

// Subscribes to events of one type for as long as the handle lives. What the handler throws is
// logged and goes no further.
template <Event E>
Owned<abi::Subscription> subscribe(const PluginContext& context,
                                   std::function<void(const E&, const abi::EventMeta&)> handler) {
  class Handler final : public abi::Subscriber {
   public:
    Handler(Logger log, std::function<void(const E&, const abi::EventMeta&)> function)
        : log_(log), function_(std::move(function)) {}
    void on_event(const abi::EventView& event) noexcept override {
      try {
        function_(*static_cast<const E*>(event.facts), *event.meta);
      } catch (const std::exception& failure) {
        log_.error("event handler threw", {{"event", event.type->id}, {"error", failure.what()}});
      } catch (...) {
        log_.error("event handler threw", {{"event", event.type->id}});
      }
    }
    void release() noexcept override { delete this; }

   private:
    Logger log_;
    std::function<void(const E&, const abi::EventMeta&)> function_;
  };

  auto& bus = context.service<abi::Bus>();
  abi::EventTypeId type = 0;
  abi::ErrorOut error;
  if (bus.declare(kEventType<E>, &type, error) != abi::StatusCode::ok) throw PluginError(std::string(error.view()));
  return Owned<abi::Subscription>(bus.subscribe(type, new Handler(context.log(), std::move(handler))));
}

}  // namespace wagate
