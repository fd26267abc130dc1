#include "kernel/plugin/unit_table.h"

#include <algorithm>
#include <utility>

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
      for (const UnitMetrics::Sample& sample : row.unit->metrics().samples()) json.field(sample.name, sample.value);
      json.end_object();
    }
    json.end_object();
  }
  json.end_array();
}

UnitTable::Row* UnitTable::find(std::string_view unit) {
  const auto found = std::find_if(rows_.begin(), rows_.end(), [unit](const Row& row) { return row.name == unit; });
  return found == rows_.end() ? nullptr : &*found;
}

}  // namespace wagate
