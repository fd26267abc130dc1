#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kernel/plugin/unit_metrics.h"
#include "kernel/plugin/unit_table.h"
#include "wagate/abi/metrics.h"

namespace wagate {

// wagate.host.metrics_reader/1: the figures of the gateway itself and of all units that have an object.
// Every member may be called from any thread.
class MetricsBoard final : public abi::MetricsReader {
 public:
  // `own` gives the gateway's figures; samples of one name one after another.
  MetricsBoard(const UnitTable& table, std::function<std::vector<UnitMetrics::Sample>()> own)
      : table_(table), own_(std::move(own)) {}

  void read(abi::MetricsVisitor& visitor) noexcept override;

 private:
  const UnitTable& table_;
  const std::function<std::vector<UnitMetrics::Sample>()> own_;
};

}  // namespace wagate
