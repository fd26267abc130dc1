#include "figures.h"

#include <iterator>

namespace wagate::transport_webhook {

Figures::Figures(abi::Metrics* metrics) {
  if (!metrics) return;
  sent_ = metrics->counter("sent_total", "Events that a receiver has accepted.");
  failed_ = metrics->counter("failed_total", "Requests that a receiver did not accept.");
  retried_ = metrics->counter("retried_total", "Requests that repeated an earlier one.");
  dead_ = metrics->counter("dead_total", "Events that became dead letters.");
  static constexpr const char* kReasons[] = {"queue_full", "outbox_full", "too_large", "disk", "gone"};
  static_assert(std::size(kReasons) == static_cast<std::size_t>(Drop::count));
  for (std::size_t i = 0; i < std::size(kReasons); ++i) {
    const abi::NameValue label{"reason", kReasons[i]};
    dropped_[i] = metrics->counter("dropped_total", "Events that were lost.", &label, 1);
  }
  waiting_ = metrics->gauge("waiting_events", "Events in the outbox.");
  static constexpr double kBounds[] = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
  seconds_ = metrics->histogram("request_seconds", "How long receivers take to answer.", kBounds, std::size(kBounds));
}

}  // namespace wagate::transport_webhook
