#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "wagate/abi/metrics.h"

namespace wagate {

// The figures of one unit. Counting is an atomic operation or two; reading takes a snapshot.
class UnitMetrics final : public abi::Metrics {
 public:
  static constexpr std::size_t kMaxFigures = 256;
  static constexpr std::size_t kMaxBounds = 32;

  using Labels = std::vector<std::pair<std::string, std::string>>;

  struct Sample {
    std::string name;
    std::string help;
    abi::MetricKind kind = abi::MetricKind::counter;
    Labels labels;
    double value = 0;
    std::vector<double> bounds;                // histograms
    std::vector<std::uint64_t> bucket_counts;  // cumulative, one more than bounds
  };

  abi::Counter* counter(abi::StringRef name, abi::StringRef help, const abi::NameValue* labels,
                        std::uint64_t label_count) noexcept override;
  abi::Gauge* gauge(abi::StringRef name, abi::StringRef help, const abi::NameValue* labels,
                    std::uint64_t label_count) noexcept override;
  abi::Histogram* histogram(abi::StringRef name, abi::StringRef help, const double* bounds, std::uint64_t bound_count,
                            const abi::NameValue* labels, std::uint64_t label_count) noexcept override;

  std::vector<Sample> samples() const;  // by name, then by labels

 private:
  struct Counter final : abi::Counter {
    void add(std::uint64_t amount) noexcept override { value.fetch_add(amount, std::memory_order_relaxed); }
    std::atomic<std::uint64_t> value{0};
  };
  struct Gauge final : abi::Gauge {
    void set(double now) noexcept override { value.store(now, std::memory_order_relaxed); }
    void add(double amount) noexcept override { value.fetch_add(amount, std::memory_order_relaxed); }
    std::atomic<double> value{0};
  };
  struct Histogram final : abi::Histogram {
    explicit Histogram(std::vector<double> upper) : bounds(std::move(upper)), counts(bounds.size() + 1) {}
    void observe(double value) noexcept override;
    const std::vector<double> bounds;
    std::vector<std::atomic<std::uint64_t>> counts;  // per bucket, not cumulative
    std::atomic<double> sum{0};
  };
  struct Figure {
    abi::MetricKind kind = abi::MetricKind::counter;
    std::unique_ptr<Counter> counter;  // one of the three
    std::unique_ptr<Gauge> gauge;
    std::unique_ptr<Histogram> histogram;
  };
  struct Family {
    abi::MetricKind kind = abi::MetricKind::counter;
    std::string help;
    std::map<Labels, Figure> figures;
  };

  // The figure of that name and labels, made by `make` when it is new; null when it may not be.
  Figure* figure(abi::StringRef name, abi::StringRef help, abi::MetricKind kind, const abi::NameValue* labels,
                 std::uint64_t label_count, bool name_fits);

  mutable std::mutex mutex_;
  std::map<std::string, Family, std::less<>> families_;  // guarded by mutex_; figures never move
  std::size_t figure_count_ = 0;                         // guarded by mutex_
};

}  // namespace wagate
