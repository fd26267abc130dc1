#include "kernel/plugin/unit_metrics.h"

#include <algorithm>
#include <string_view>

namespace wagate {
namespace {

bool is_counter_name(std::string_view name) {
  return name.ends_with("_total") && name.size() > 6 && name.size() <= 128 &&
         std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

}  // namespace

abi::Counter* UnitMetrics::counter(abi::StringRef name, abi::StringRef help) noexcept {
  if (!is_counter_name(name.view())) return nullptr;
  std::lock_guard lock(mutex_);
  const auto known = counters_.find(name.view());
  if (known != counters_.end()) return &known->second;
  if (counters_.size() >= kMaxCounters) return nullptr;
  Counter& made = counters_[name.str()];
  made.help = help.str();
  return &made;
}

std::vector<UnitMetrics::Sample> UnitMetrics::samples() const {
  std::lock_guard lock(mutex_);
  std::vector<Sample> out;
  for (const auto& [name, counter] : counters_) {
    out.push_back({name, counter.help, counter.value.load(std::memory_order_relaxed)});
  }
  return out;
}

}  // namespace wagate
