#include "kernel/plugin/unit_metrics.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>

namespace wagate {
namespace {

constexpr std::size_t kMaxFigureNameBytes = 128;
constexpr std::size_t kMaxLabels = 8;
constexpr std::size_t kMaxLabelBytes = 256;

bool is_figure_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxFigureNameBytes &&
         std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

bool is_counter_name(std::string_view name) { return is_figure_name(name) && name.size() > 6 && name.ends_with("_total"); }

// False when there are too many, or one could not be written.
bool read_labels(const abi::NameValue* labels, std::uint64_t count, UnitMetrics::Labels& out) {
  if (count > kMaxLabels) return false;
  for (std::uint64_t i = 0; i < count; ++i) {
    if (!is_figure_name(labels[i].name.view()) || labels[i].value.size > kMaxLabelBytes) return false;
    out.emplace_back(labels[i].name.str(), labels[i].value.str());
  }
  std::sort(out.begin(), out.end());
  return true;
}

}  // namespace

void UnitMetrics::Histogram::observe(double value) noexcept {
  const auto bound = std::lower_bound(bounds.begin(), bounds.end(), value);
  counts[static_cast<std::size_t>(bound - bounds.begin())].fetch_add(1, std::memory_order_relaxed);
  sum.fetch_add(value, std::memory_order_relaxed);
}

UnitMetrics::Figure* UnitMetrics::figure(abi::StringRef name, abi::StringRef help, abi::MetricKind kind,
                                         const abi::NameValue* labels, std::uint64_t label_count, bool name_fits) {
  Labels sorted;
  if (!name_fits || !read_labels(labels, label_count, sorted)) return nullptr;
  const auto family = families_.find(name.view());
  if (family != families_.end()) {
    if (family->second.kind != kind) return nullptr;
    const auto known = family->second.figures.find(sorted);
    if (known != family->second.figures.end()) return &known->second;
  }
  if (figure_count_ >= kMaxFigures) return nullptr;
  ++figure_count_;
  Family& home = family != families_.end() ? family->second : families_[name.str()];
  home.kind = kind;
  if (home.help.empty()) home.help = help.str();
  Figure& made = home.figures[std::move(sorted)];
  made.kind = kind;
  return &made;
}

abi::Counter* UnitMetrics::counter(abi::StringRef name, abi::StringRef help, const abi::NameValue* labels,
                                   std::uint64_t label_count) noexcept {
  std::lock_guard lock(mutex_);
  Figure* found = figure(name, help, abi::MetricKind::counter, labels, label_count, is_counter_name(name.view()));
  if (!found) return nullptr;
  if (!found->counter) found->counter = std::make_unique<Counter>();
  return found->counter.get();
}

abi::Gauge* UnitMetrics::gauge(abi::StringRef name, abi::StringRef help, const abi::NameValue* labels,
                               std::uint64_t label_count) noexcept {
  std::lock_guard lock(mutex_);
  Figure* found = figure(name, help, abi::MetricKind::gauge, labels, label_count, is_figure_name(name.view()));
  if (!found) return nullptr;
  if (!found->gauge) found->gauge = std::make_unique<Gauge>();
  return found->gauge.get();
}

abi::Histogram* UnitMetrics::histogram(abi::StringRef name, abi::StringRef help, const double* bounds,
                                       std::uint64_t bound_count, const abi::NameValue* labels,
                                       std::uint64_t label_count) noexcept {
  const std::vector<double> upper(bounds, bounds + std::min<std::uint64_t>(bound_count, kMaxBounds + 1));
  const bool fits = !upper.empty() && upper.size() <= kMaxBounds &&
                    std::all_of(upper.begin(), upper.end(), [](double bound) { return std::isfinite(bound); }) &&
                    std::adjacent_find(upper.begin(), upper.end(), std::greater_equal<>()) == upper.end();
  std::lock_guard lock(mutex_);
  Figure* found =
      figure(name, help, abi::MetricKind::histogram, labels, label_count, fits && is_figure_name(name.view()));
  if (!found) return nullptr;
  if (!found->histogram) found->histogram = std::make_unique<Histogram>(upper);
  return found->histogram->bounds == upper ? found->histogram.get() : nullptr;
}

std::vector<UnitMetrics::Sample> UnitMetrics::samples() const {
  std::lock_guard lock(mutex_);
  std::vector<Sample> out;
  for (const auto& [name, family] : families_) {
    for (const auto& [labels, figure] : family.figures) {
      Sample sample{name, family.help, family.kind, labels, 0, {}, {}};
      if (figure.counter) sample.value = static_cast<double>(figure.counter->value.load(std::memory_order_relaxed));
      if (figure.gauge) sample.value = figure.gauge->value.load(std::memory_order_relaxed);
      if (figure.histogram) {
        sample.value = figure.histogram->sum.load(std::memory_order_relaxed);
        sample.bounds = figure.histogram->bounds;
        std::uint64_t below = 0;
        for (const auto& count : figure.histogram->counts)
          sample.bucket_counts.push_back(below += count.load(std::memory_order_relaxed));
      }
      out.push_back(std::move(sample));
    }
  }
  return out;
}

}  // namespace wagate
