#pragma once

#include "wagate/abi/basic.h"

// Figures of units and of the gateway. Counting is cheap and never waits; values are read when
// somebody asks, e.g. the plugin behind /metrics.
namespace wagate::abi {

// Only grows.
class Counter {
 public:
  virtual void add(std::uint64_t amount) noexcept = 0;  // [any]

 protected:
  ~Counter() = default;
};

// Goes up and down.
class Gauge {
 public:
  virtual void set(double value) noexcept = 0;   // [any]
  virtual void add(double amount) noexcept = 0;  // negative: down [any]

 protected:
  ~Gauge() = default;
};

// How often values fell below each of its bounds.
class Histogram {
 public:
  virtual void observe(double value) noexcept = 0;  // [any]

 protected:
  ~Histogram() = default;
};

// Makes the figures of one unit. `name` follows [a-z_]+ without the unit's name, in base units, the
// unit of measure last ("queue_bytes", "delivery_seconds"); a counter's name ends in _total. Labels
// tell figures of one name apart ("transport", "websocket"): few values, and never a secret, a number
// or a text of a client. The same name and labels give the same object, which lives as long as the
// unit. Null when the name or a label is malformed, when the name is in use for another kind, or when
// the unit has too many (256).
class Metrics {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.metrics/1";

  virtual Counter* counter(StringRef name, StringRef help, const NameValue* labels = nullptr,
                           std::uint64_t label_count = 0) noexcept = 0;  // [any]

  virtual Gauge* gauge(StringRef name, StringRef help, const NameValue* labels = nullptr,
                       std::uint64_t label_count = 0) noexcept = 0;  // [any]

  // `bounds`: 1 to 32 upper bounds, ascending; a last one, infinity, is implied.
  virtual Histogram* histogram(StringRef name, StringRef help, const double* bounds, std::uint64_t bound_count,
                               const NameValue* labels = nullptr, std::uint64_t label_count = 0) noexcept = 0;  // [any]

 protected:
  ~Metrics() = default;
};

enum class MetricKind : std::int32_t { counter = 0, gauge = 1, histogram = 2 };

// One figure at one moment. Views valid until the visitor returns.
struct MetricSample {
  std::uint32_t size = sizeof(MetricSample);
  MetricKind kind = MetricKind::counter;
  StringRef unit;  // name of the unit; "kernel" for the gateway's own
  StringRef name;
  StringRef help;
  const NameValue* labels = nullptr;
  std::uint64_t label_count = 0;
  double value = 0;  // of a histogram: the sum of what was observed
  // Histograms only: values at or below each bound (cumulative), then all of them.
  const double* bounds = nullptr;
  const std::uint64_t* bucket_counts = nullptr;  // bound_count + 1 entries
  std::uint64_t bound_count = 0;
};

class MetricsVisitor {
 public:
  virtual void visit(const MetricSample& sample) noexcept = 0;

 protected:
  ~MetricsVisitor() = default;
};

// Reads the figures of all units and of the gateway itself.
class MetricsReader {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.metrics_reader/1";

  // Samples of one name come one after another. [any]
  virtual void read(MetricsVisitor& visitor) noexcept = 0;

 protected:
  ~MetricsReader() = default;
};

}  // namespace wagate::abi
