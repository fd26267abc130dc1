#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/plugin/unit.h"
#include "wagate/json_writer.h"

namespace wagate {

// All configured units and where each is in its life: what `GET /` and `wagate doctor` show. Every
// member may be called from any thread.
class UnitTable {
 public:
  struct Row {
    std::string name;
    std::string plugin_id;
    std::string version;  // empty when the plugin was not found
    std::vector<std::string> offers;
    UnitState state = UnitState::configured;
    std::string error;
    const Unit* unit = nullptr;  // for figures; null when there is no object
  };

  // The rows keep the order in which they are added.
  std::size_t add(Row row);

  void set_state(std::string_view unit, UnitState state, std::string error = {});
  void set_unit(std::string_view unit, const Unit* object);  // null before the object goes

  // True when a unit has failed: the gateway runs without it.
  bool degraded() const;

  std::vector<Row> rows() const;

  // The figures of every unit that has an object.
  std::vector<std::pair<std::string, std::vector<UnitMetrics::Sample>>> samples() const;

  // Appends "units":[...] to an open JSON object.
  void write(JsonWriter& json) const;

 private:
  Row* find(std::string_view unit);  // mutex_ held

  mutable std::mutex mutex_;
  std::vector<Row> rows_;  // guarded by mutex_
};

}  // namespace wagate
