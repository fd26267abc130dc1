// The figures of the gateway itself; the rest of KernelParts is in kernel_parts.cc.
#include "kernel/kernel_parts.h"

namespace wagate {
namespace {

UnitMetrics::Sample sample_of(abi::MetricKind kind, const char* name, const char* help, std::uint64_t value) {
  return {name, help, kind, {}, static_cast<double>(value), {}, {}};
}

}  // namespace

std::vector<UnitMetrics::Sample> KernelParts::figures() const {
  std::vector<UnitMetrics::Sample> out = own_figures_.samples();
  const auto count = [&](const char* name, const char* help, const std::atomic<std::uint64_t>& value) {
    out.push_back(sample_of(abi::MetricKind::counter, name, help, value.load(std::memory_order_relaxed)));
  };
  const BusCounters& bus = bus_.counters();
  count("events_published_total", "Events that units published.", bus.published);
  count("events_dropped_total", "Events that an intake filter dropped.", bus.dropped);
  count("events_denied_total", "Events that an intake filter denied.", bus.denied);
  count("events_held_total", "Events that an intake filter held for a while.", bus.held);
  count("events_refused_total", "Publishes refused because the line of their instance was full.", bus.refused_full);
  const RouteCounters& route = router_.counters();
  count("events_delivered_total", "Events that reached at least one audience.", route.delivered);
  count("events_unheard_total", "Events that nobody listened to.", route.unheard);
  count("deliveries_filtered_total", "Copies for an audience that a delivery filter stopped.", route.filtered);
  for (const auto& [transport, connected] : clients_.clients_by_transport()) {
    out.push_back(sample_of(abi::MetricKind::gauge, "clients", "Connected clients.", connected));
    out.back().labels = {{"transport", transport}};
  }
  return out;
}

}  // namespace wagate
