#include "kernel/plugin/unit_table.h"

#include <algorithm>
#include <utility>

#include "wagate/abi/event_filter.h"

namespace wagate {

std::size_t UnitTable::add(Row row) {
  std::lock_guard lock(mutex_);
  rows_.push_back(std::move(row));
  return rows_.size() - 1;
}

void UnitTable::set_state(std::string_view unit, UnitState state, std::string error) {
  std::lock_guard lock(mutex_);
  if (Row* row = find(unit)) {
    row->state = state;
    row->error = std::move(error);
  }
}

void UnitTable::set_unit(std::string_view unit, const Unit* object) {
  std::lock_guard lock(mutex_);
  if (Row* row = find(unit)) row->unit = object;
}

bool UnitTable::degraded() const {
  std::lock_guard lock(mutex_);
  return std::any_of(rows_.begin(), rows_.end(), [](const Row& row) { return row.state == UnitState::failed; });
}

std::vector<UnitTable::Row> UnitTable::rows() const {
  std::lock_guard lock(mutex_);
  return rows_;
}

void UnitTable::write(JsonWriter& json) const {
  std::lock_guard lock(mutex_);
  json.key("units").begin_array();
  for (const Row& row : rows_) {
    json.begin_object().field("name", row.name).field("plugin", row.plugin_id).field("version", row.version);
    json.field("state", unit_state_name(row.state)).key("offers").begin_array();
    for (const std::string& service : row.offers) json.value(service);
    json.end_array();
    if (!row.error.empty()) json.field("error", row.error);
    if (row.unit) {
      json.field("faults", row.unit->guard().faults());
      json.key("counters").begin_object();
      for (const UnitMetrics::Sample& sample : row.unit->metrics().samples())
        if (sample.kind == abi::MetricKind::counter && sample.labels.empty())
          json.field(sample.name, static_cast<std::uint64_t>(sample.value));
      json.end_object();
    }
    json.end_object();
  }
  json.end_array();
}

std::vector<std::pair<std::string, std::vector<UnitMetrics::Sample>>> UnitTable::samples() const {
  std::vector<std::pair<std::string, std::vector<UnitMetrics::Sample>>> out;
  std::lock_guard lock(mutex_);  // held while figures are read: set_unit(null) waits for it before the object goes
  for (const Row& row : rows_) {
    if (!row.unit) continue;
    std::vector<UnitMetrics::Sample> samples = row.unit->metrics().samples();
    const auto add_guard_figure = [&](const char* name, const char* help, std::uint64_t value) {
      samples.push_back({name, help, abi::MetricKind::counter, {}, static_cast<double>(value), {}, {}});
    };
    add_guard_figure("unit_calls_total", "Calls into the unit.", row.unit->guard().calls());
    add_guard_figure("unit_slow_calls_total", "Calls into the unit that took longer than their budget.",
                     row.unit->guard().slow_calls());
    if (std::find(row.offers.begin(), row.offers.end(), abi::EventFilter::kServiceId) != row.offers.end())
      add_guard_figure("unit_stopped_events_total", "Events that the filter kept from everybody, or from one audience.",
                       row.unit->guard().stopped_events());
    out.emplace_back(row.name, std::move(samples));
  }
  return out;
}

UnitTable::Row* UnitTable::find(std::string_view unit) {
  const auto found = std::find_if(rows_.begin(), rows_.end(), [unit](const Row& row) { return row.name == unit; });
  return found == rows_.end() ? nullptr : &*found;
}

}  // namespace wagate
