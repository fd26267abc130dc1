#include "kernel/plugin/kernel_wiring.h"

#include "wagate/abi/http.h"

namespace wagate {
namespace {

OnError on_error_of(const UnitSettings& settings) {
  if (settings.on_error == "drop") return OnError::drop;
  if (settings.on_error == "deny") return OnError::deny;
  return OnError::pass;
}

bool needs(const Unit& unit, std::string_view service) {
  const abi::Descriptor& descriptor = *unit.module().descriptor;
  for (std::uint64_t i = 0; i < descriptor.needs_count; ++i) {
    if (service == descriptor.needs[i].id) return true;
  }
  return false;
}

// Units that clients talk to.
bool is_door(const Unit& unit) {
  return unit.offer(abi::Transport::kServiceId) || needs(unit, abi::HttpServer::kServiceId);
}

}  // namespace

void KernelWiring::expect(std::string store, const std::vector<std::string>& providers) {
  store_unit_ = std::move(store);
  awaited_ = std::set<std::string>(providers.begin(), providers.end());
  if (!store_unit_.empty()) awaited_.insert(store_unit_);
}

Status KernelWiring::finish() { return load_instances(); }

Status KernelWiring::load_instances() {
  if (loaded_) return {};
  loaded_ = true;
  Status status = parts_.instances.load();
  if (!status.ok()) store_failed_ = true;
  return status;
}

Status KernelWiring::equip(Unit& unit) {
  const bool is_provider = unit.offer(abi::SessionProvider::kServiceId) != nullptr;
  const bool behind = is_provider || unit.offer(abi::Store::kServiceId) || unit.offer(abi::HttpServer::kServiceId);
  if (!behind && (awaited_.empty() || is_door(unit))) {
    if (Status status = load_instances(); !status.ok()) return status;
  }
  UnitHost& host = unit.host();
  EventBus::Facade& facade = facades_[unit.name()];
  facade = parts_.bus.facade(unit.name());
  host.add<abi::Bus>(*facade);
  host.add<abi::Access>(parts_.access);
  host.add<abi::Instances>(parts_.instances);
  host.add<abi::InstanceSections>(parts_.instances);
  host.add<abi::Commands>(parts_.commands);
  host.add<abi::ClientGateway>(parts_.clients);
  host.add<abi::ClientEmitter>(parts_.clients);
  host.add<abi::Callbacks>(parts_.callbacks);
  host.add<abi::Principals>(parts_.clients);
  host.add<abi::Runtime>(parts_.runtime);
  host.add<abi::MetricsReader>(parts_.metrics);
  host.add<abi::ApiBook>(parts_.api_book);
  host.add<abi::Control>(parts_.control);
  return {};
}

Status KernelWiring::created(Unit& unit) {
  if (auto* transport = unit.query<abi::Transport>()) {
    if (!parts_.transports.add(unit.name(), *transport, unit.guard())) {
      return {abi::StatusCode::resource_exhausted,
              "there are " + std::to_string(kMaxTransports) + " transports already; switch one off"};
    }
  }
  return {};
}

Status KernelWiring::started(Unit& unit) {
  awaited_.erase(unit.name());
  if (unit.name() == store_unit_) parts_.instances.use_store(unit.query<abi::Store>(), &unit.guard());
  if (auto* provider = unit.query<abi::SessionProvider>())
    parts_.instances.add_provider(unit.name(), {provider, &unit.guard(), unit.calls()});
  if (auto* authenticator = unit.query<abi::Authenticator>()) {
    parts_.access.add(unit.name(), {authenticator, &unit.guard(), unit.settings().advisory, unit.calls()});
    parts_.access.order(order_.access);
  }
  if (auto* handler = unit.query<abi::CommandHandler>())
    parts_.clients.add_handler(unit.name(), *handler, unit.guard());
  return add_filter(unit);
}

Status KernelWiring::add_filter(Unit& unit) {
  auto* filter = unit.query<abi::EventFilter>();
  if (!filter) return {};
  const std::uint32_t stages = unit.offer(abi::EventFilter::kServiceId)->flags;
  const bool may_hold = (unit.module().descriptor->flags & abi::kHoldsEvents) != 0;
  const FilterStep step{filter, &unit.guard(), on_error_of(unit.settings()), may_hold};
  if (stages & abi::kFilterIntake) {
    parts_.bus.intake().add(unit.name(), step);
    parts_.bus.intake().order(order_.intake);
  }
  if (stages & abi::kFilterDelivery) {
    parts_.router.delivery().add(unit.name(), step);
    parts_.router.delivery().order(order_.delivery);
  }
  return {};
}

void KernelWiring::stopping(Unit& unit) {
  parts_.bus.intake().remove_unit(unit.name());
  parts_.router.delivery().remove_unit(unit.name());
  parts_.clients.remove_handler(unit.name());
  parts_.access.remove_unit(unit.name());
  parts_.instances.remove_provider(unit.name());
  if (unit.name() == store_unit_) {
    // What the kernel still writes; other units have stopped, except for one whose code hangs.
    if (!parts_.executor.wait_idle(parts_.stop_patience)) log_.warn("closed the store while tasks still ran");
    parts_.instances.drop_store();
  }
}

void KernelWiring::stopped(Unit& unit) {
  if (unit.name() == store_unit_ && awaited_.contains(unit.name())) store_failed_ = true;
  awaited_.erase(unit.name());
  parts_.transports.remove(unit.name());
  const std::size_t leaked = parts_.bus.remove_unit(unit.name());
  if (leaked > 0) log_.warn("unit left subscriptions behind", {{"unit", unit.name()}, {"count", leaked}});
  facades_.erase(unit.name());
}

}  // namespace wagate
