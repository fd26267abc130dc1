#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "kernel/config/configuration.h"
#include "kernel/config/unit_config.h"
#include "kernel/core/status.h"
#include "kernel/guard/unit_calls.h"
#include "kernel/guard/unit_guard.h"
#include "kernel/log/log_sink.h"
#include "kernel/module/module.h"
#include "kernel/plugin/unit_host.h"
#include "kernel/plugin/unit_metrics.h"
#include "kernel/plugin/unit_tasks.h"
#include "wagate/log.h"

namespace wagate {

// Where a unit is in its life. A unit that failed or is off stays in the table, with the reason.
enum class UnitState { configured, created, running, stopped, failed, off };

std::string_view unit_state_name(UnitState state);

// What all units share.
struct UnitSurroundings {
  LogSink& log_sink;
  abi::Clock& clock;
  abi::Timers& timers;
  abi::Executor& executor;
  std::int64_t budget_ms = 5;  // [bus] budget_ms
  std::size_t blocking_calls = 2;  // that one unit may have under way; half of the executor
  std::chrono::milliseconds stop_patience{2'000};  // for calls that run when their unit stops
};

// One configured use of a plugin: the plugin's object, what it is given, and the calls of its life,
// each contained. The calls belong to the control thread.
class Unit {
 public:
  // A lifecycle call that takes longer is reported.
  static constexpr std::int64_t kLifecycleBudgetMs = 10'000;

  Unit(UnitSettings settings, Module module, ConfigValue config, std::string state_dir,
       const UnitSurroundings& surroundings, UnitServices::Find find_service);
  Unit(const Unit&) = delete;
  Unit& operator=(const Unit&) = delete;
  ~Unit();  // releases

  const std::string& name() const { return settings_.name; }
  const UnitSettings& settings() const { return settings_; }
  const Module& module() const { return module_; }
  const UnitConfig& config() const { return config_; }
  const UnitMetrics& metrics() const { return metrics_; }
  UnitGuard& guard() { return guard_; }
  const UnitGuard& guard() const { return guard_; }
  UnitHost& host() { return host_; }

  // For calls that may block; null when the plugin declares that it never does.
  const std::shared_ptr<UnitCalls>& calls() const { return calls_; }

  // The declaration in the descriptor, or null.
  const abi::ServiceDecl* offer(std::string_view service) const;

  // The interface, or null when the unit does not offer it, does not exist, or answers nothing.
  void* query(std::string_view service);
  template <typename Service>
  Service* query() {
    return static_cast<Service*>(query(Service::kServiceId));
  }

  // Makes the plugin's object and checks that it has what its descriptor offers.
  Status create();
  Status start();

  // See abi::Plugin. `next` lives until commit() or discard().
  Status prepare(UnitConfig& next);
  void commit();
  void discard();

  // Before stop(): ends the calls that may block. False, and a log line, when one of them does not return:
  // then the unit must be left as it is, neither stopped nor released, because its code is in use.
  [[nodiscard]] bool quiesce();

  void stop();

  // Ends the object; what it left behind in executor and timers ends first.
  void release();

 private:
  void report_slow(const char* call, std::int64_t started_ns);

  const UnitSettings settings_;
  const Module module_;
  const std::string state_dir_;
  abi::Clock& clock_;
  UnitLog& unit_log_;
  const Logger log_;
  UnitConfig config_;
  UnitGuard guard_;
  const std::shared_ptr<UnitCalls> calls_;
  const std::chrono::milliseconds stop_patience_;
  UnitMetrics metrics_;
  UnitTasks tasks_;
  UnitServices services_;
  UnitHost host_;
  abi::Plugin* plugin_ = nullptr;
  bool started_ = false;
};

}  // namespace wagate
