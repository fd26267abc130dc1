#pragma once

#include <array>
#include <cstdint>

#include "wagate/abi/metrics.h"

namespace wagate::transport_webhook {

// Why an event was never tried, or no more.
enum class Drop : std::size_t { queue_full, outbox_full, too_large, disk, gone, count };

// The unit's figures. Any thread may count; without a metrics service nothing is counted.
class Figures {
 public:
  explicit Figures(abi::Metrics* metrics);

  void sent(double seconds) { observe(seconds), add(sent_, 1); }
  void failed(double seconds) { observe(seconds), add(failed_, 1); }
  void retried() { add(retried_, 1); }
  void dead(std::uint64_t count) { add(dead_, count); }
  void dropped(Drop why, std::uint64_t count = 1) { add(dropped_[static_cast<std::size_t>(why)], count); }
  void waiting(std::uint64_t events) {
    if (waiting_) waiting_->set(static_cast<double>(events));
  }

 private:
  static void add(abi::Counter* counter, std::uint64_t amount) {
    if (counter) counter->add(amount);
  }
  void observe(double seconds) {
    if (seconds_) seconds_->observe(seconds);
  }

  abi::Counter* sent_ = nullptr;
  abi::Counter* failed_ = nullptr;
  abi::Counter* retried_ = nullptr;
  abi::Counter* dead_ = nullptr;
  std::array<abi::Counter*, static_cast<std::size_t>(Drop::count)> dropped_{};
  abi::Gauge* waiting_ = nullptr;
  abi::Histogram* seconds_ = nullptr;
};

}  // namespace wagate::transport_webhook
