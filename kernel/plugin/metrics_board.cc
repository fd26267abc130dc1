#include "kernel/plugin/metrics_board.h"

#include <string_view>

namespace wagate {
namespace {

void show(abi::MetricsVisitor& visitor, std::string_view unit, const UnitMetrics::Sample& sample) {
  std::vector<abi::NameValue> labels;
  for (const auto& [name, value] : sample.labels) labels.push_back({name, value});
  abi::MetricSample out;
  out.kind = sample.kind;
  out.unit = unit;
  out.name = sample.name;
  out.help = sample.help;
  out.labels = labels.data();
  out.label_count = labels.size();
  out.value = sample.value;
  out.bounds = sample.bounds.data();
  out.bucket_counts = sample.bucket_counts.data();
  out.bound_count = sample.bounds.size();
  visitor.visit(out);
}

}  // namespace

void MetricsBoard::read(abi::MetricsVisitor& visitor) noexcept {
  for (const UnitMetrics::Sample& sample : own_()) show(visitor, "kernel", sample);
  // Shown without the table's lock: the visitor is a plugin's.
  for (const auto& [unit, samples] : table_.samples())
    for (const UnitMetrics::Sample& sample : samples) show(visitor, unit, sample);
}

}  // namespace wagate
