#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/exit_code.h"
#include "kernel/core/refusal.h"

namespace wagate {

class KernelParts;
class LogSink;
class ManualClock;

// Everything a kernel takes from the process it runs in. Nothing else is asked for: two kernels with
// different options can live side by side.
struct KernelOptions {
  std::string config_file;          // from --config; empty: WAGATE_CONFIG, ./wagate.toml, system_config, default_config
  std::string default_config;       // TOML text that applies when there is no file
  std::filesystem::path working_dir;         // relative names start here, and .env is read here
  std::filesystem::path default_plugin_dir;  // for [kernel] plugin_dirs, usually <program>/../lib/wagate/plugins
  std::filesystem::path system_config = "/etc/wagate/wagate.toml";
  std::map<std::string, std::string, std::less<>> environment;
  bool superuser = false;           // decides the default state directory

  ManualClock* manual_clock = nullptr;  // for tests: time stands still; borrowed, outlives the kernel
  LogSink* log_sink = nullptr;          // where to log; null: the standard error output. Borrowed, too
};

// What `wagate plugins list` shows of one file.
struct PluginSummary {
  std::string file;
  std::string id;         // empty when the file is not a plugin
  std::string version;
  std::string toolchain;
  std::string summary;
  std::vector<std::string> offers;
  std::vector<std::string> needs;
  std::string refusal;    // why this gateway would not load it; empty: it would
  std::string schema;     // JSON text of its configuration schema
};

// What came of a reload.
struct ReloadReport {
  std::vector<std::string> applied;         // units, and keys of the gateway's own sections
  std::vector<std::string> restart_needed;  // what has changed in the file and waits

  std::string json() const;  // {"applied":[...],"restart_needed":[...]}
};

// A gateway: reads the configuration, loads the plugins, starts their units, carries events.
//
//   Refusal refusal;
//   auto kernel = Kernel::create(options, refusal);
//   if (!kernel || !kernel->start(refusal)) { print(refusal.text); return refusal.exit_code; }
//   ... wait for a signal ...
//   kernel->stop();
//
// create(), start(), stop() and the destructor belong to one thread, the control thread.
class Kernel {
 public:
  // Reads and checks everything that can be checked before anything is opened: the configuration,
  // the plugin files, each unit's section, who needs whom. Null, and the reason, when something is
  // wrong.
  static std::unique_ptr<Kernel> create(const KernelOptions& options, Refusal& refusal);

  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;
  ~Kernel();  // stops; destroys nothing when the code of a plugin hangs

  // Starts the units, loads the instances, opens the sessions that were open before. When a unit that
  // is required fails, everything that ran is stopped again, in reverse order. A kernel starts once.
  [[nodiscard]] bool start(Refusal& refusal);

  // Reads the configuration again and applies what has changed, all or nothing. False, and why, when it
  // has problems: then nothing has changed.
  bool reload(ReloadReport& report, Refusal& refusal);

  // Suspends the sessions, stops the units in reverse order. Stopping twice does nothing. Returns
  // false when it took longer than [kernel] shutdown_deadline_ms.
  bool stop();

  // Where the gateway can be reached, as the units announced it while they started.
  std::vector<std::string> urls() const;

  // True when a unit that is not required is missing.
  bool degraded() const;

  // {"units":[...],"providers":{...}}
  std::string describe_json() const;

  const std::filesystem::path& state_dir() const;
  std::int64_t shutdown_deadline_ms() const;

  // Every effective value and where it came from, secrets masked.
  std::string explain_config() const;

  // Warnings about the configuration, rendered; empty when there are none.
  const std::string& config_warnings() const;

  // The version of the gateway: "0.1.0".
  static std::string_view version();

  // What `wagate plugins list` and `wagate config defaults` show. They load every plugin file in the
  // plugin directories of the configuration. On failure the result is empty and `refusal` says why.
  static std::vector<PluginSummary> list_plugins(const KernelOptions& options, Refusal& refusal);
  static std::string default_config(const KernelOptions& options, Refusal& refusal);

  // One plugin file, for `wagate plugins check`.
  static PluginSummary inspect_plugin(const std::filesystem::path& file);

 private:
  explicit Kernel(std::unique_ptr<KernelParts> parts);

  std::unique_ptr<KernelParts> parts_;
};

}  // namespace wagate
