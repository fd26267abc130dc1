#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/config/configuration.h"
#include "kernel/core/clock.h"
#include "kernel/core/executor.h"
#include "kernel/core/state_dir.h"
#include "kernel/core/timers.h"
#include "kernel/kernel.h"
#include "kernel/log/log_sink.h"
#include "kernel/module/module_search.h"
#include "kernel/plugin/api_board.h"
#include "kernel/plugin/kernel_wiring.h"
#include "kernel/plugin/metrics_board.h"
#include "kernel/plugin/plugin_manager.h"
#include "kernel/plugin/runtime_board.h"
#include "kernel/plugin/unit_table.h"
#include "kernel/reload_desk.h"

namespace wagate {

// The inside of a Kernel: every part of it, built from the options and connected. Kernel's functions
// of the same names say what these do.
class KernelParts {
 public:
  KernelParts(const KernelOptions& options, Configuration configuration);
  KernelParts(const KernelParts&) = delete;
  KernelParts& operator=(const KernelParts&) = delete;
  ~KernelParts();

  // Loads the plugins, checks their sections and works out the order. `problems` has what was found in
  // the gateway's own sections; all of them end up in the refusal.
  bool prepare(ConfigProblems& problems, Refusal& refusal);

  bool start(Refusal& refusal);
  bool stop();

  // From any thread; one at a time. kernel_reload.cc.
  bool reload(ReloadReport& report, Refusal& refusal);

  std::vector<std::string> urls() const { return runtime_.urls(); }
  bool left_behind() const { return manager_.left_behind(); }
  bool degraded() const { return table_.degraded(); }
  std::string describe_json() const;
  std::string explain_config() const;
  const std::string& config_warnings() const { return warnings_; }
  const std::filesystem::path& state_dir() const { return state_path_; }
  const KernelSettings& settings() const { return configuration_.kernel(); }

 private:
  struct Change;

  bool stop_locked();  // control_mutex_ is held
  std::vector<Change> changes_to(LoadedUnits& next, ReloadReport& report);
  static bool prepare_all(std::vector<Change>& changes, ReloadReport& report, Refusal& refusal);
  const ConfigValue* section_of(std::string_view unit) const;
  void answer_reload(abi::CommandReply& reply);

  std::chrono::milliseconds stop_patience() const;
  EventBus::Options bus_options() const;
  InstanceControl::Options control_options() const;
  EventRouter::Options router_options();
  std::vector<UnitMetrics::Sample> figures() const;

  void check_names(ConfigProblems& problems) const;
  void check_name(const std::string& key, const NamedReference& reference, std::string_view service,
                  std::string_view kind, ConfigProblems& problems) const;

  // Declared in the order in which they need each other; destroyed the other way round.
  const KernelOptions options_;
  const Configuration configuration_;
  const std::filesystem::path state_path_;
  SystemClock system_clock_;
  abi::Clock& clock_;
  std::unique_ptr<LogSink> owned_sink_;  // null when the options bring one
  LogSink& sink_;
  const Logger log_;
  Executor executor_;
  std::unique_ptr<Timers> timers_;
  EventBus bus_;
  InstanceRegistry registry_;
  UnitMetrics own_figures_;  // those that are counted as they happen
  RefusalLog refusals_;
  AccessControl access_;
  InstanceControl control_;
  Audiences audiences_;
  Transports transports_;
  EventRouter router_;
  CommandRouter commands_;
  ClientHub clients_;
  CallbackDesk callbacks_;
  UnitTable table_;
  RuntimeBoard runtime_;
  MetricsBoard metrics_;
  ApiBoard api_board_;
  ReloadDesk reload_desk_;
  KernelWiring wiring_;
  PluginManager manager_;
  std::unique_ptr<StateDir> state_dir_;  // held while the kernel runs
  std::mutex control_mutex_;  // starting, stopping and reloading exclude each other
  std::atomic<bool> reloading_{false};
  ConfigValue kernel_tree_;   // as applied
  std::vector<std::pair<std::string, ConfigValue>> unit_sections_;  // as applied, by unit
  std::string warnings_;
  bool tried_ = false;  // to start
  bool started_ = false;
};

// The plugin directories of the configuration, absolute.
std::vector<std::filesystem::path> plugin_dirs_of(const Configuration& configuration, const KernelOptions& options);

}  // namespace wagate
