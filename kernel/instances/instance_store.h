#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/status.h"
#include "kernel/guard/unit_guard.h"
#include "kernel/instances/instance_record.h"
#include "wagate/abi/store.h"
#include "wagate/log.h"

namespace wagate {

// Instances in the unit that offers wagate.store/1: space "instances", the id as key, one JSON
// document each. Without a store every operation succeeds and nothing is kept. [any, may block]
class InstanceStore {
 public:
  static constexpr std::string_view kSpace = "instances";

  explicit InstanceStore(Logger log) : log_(log) {}

  void use(abi::Store* store, UnitGuard* guard);

  Status put(const InstanceRecord& record);
  Status remove(const InstanceRecord& record);

  // Every stored instance, oldest first. Records that cannot be read are logged and skipped.
  Status load(std::vector<InstanceRecord>& out);

 private:
  bool present();  // warns, once, when there is no store

  const Logger log_;
  std::mutex mutex_;
  abi::Store* store_ = nullptr;  // guarded by mutex_
  UnitGuard* guard_ = nullptr;   // guarded by mutex_
  bool warned_ = false;          // guarded by mutex_
};

// The stored document of an instance, and back. nothing when the text is not such a document.
std::string write_instance(const InstanceRecord& record);
std::optional<InstanceRecord> read_instance(std::string_view json);

// The settings with all eight keys in their order, from an object that may have some of them.
// invalid_argument for anything else.
Status normalise_settings(std::string_view json, std::string& out);

// The object itself without white space around it, or invalid_argument.
Status check_section(std::string_view section, std::string_view json, std::string& out);

// {"websocket":{...},...} taken apart.
Status split_sections(std::string_view json, std::map<std::string, std::string>& out);

// disconnectionObject of a status.instance document; empty when there is none.
std::string disconnection_of(std::string_view status_document);

}  // namespace wagate
