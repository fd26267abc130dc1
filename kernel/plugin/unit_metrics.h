#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "wagate/abi/host.h"

namespace wagate {

// The counters of one unit. Counting is one atomic addition; reading takes a snapshot.
class UnitMetrics final : public abi::Metrics {
 public:
  static constexpr std::size_t kMaxCounters = 256;

  struct Sample {
    std::string name;
    std::string help;
    std::uint64_t value;
  };

  abi::Counter* counter(abi::StringRef name, abi::StringRef help) noexcept override;

  std::vector<Sample> samples() const;  // by name

 private:
  struct Counter final : abi::Counter {
    void add(std::uint64_t amount) noexcept override { value.fetch_add(amount, std::memory_order_relaxed); }
    std::string help;
    std::atomic<std::uint64_t> value{0};
  };

  mutable std::mutex mutex_;
  std::map<std::string, Counter, std::less<>> counters_;  // guarded by mutex_; entries never move
};

}  // namespace wagate
