#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/config/config_value.h"
#include "kernel/log/log_settings.h"

namespace wagate {

// A name that the configuration mentions, and where: so that a name nobody has can be pointed at.
struct NamedReference {
  std::string name;
  ConfigOrigin origin;
};

// Which unit serves a service, when several could.
struct Binding {
  std::string service;
  NamedReference unit;
};

// One [[plugin]] block.
struct UnitSettings {
  std::string plugin_id;
  std::string name;                        // unique; the id unless given
  std::optional<std::filesystem::path> file;  // instead of a search in the plugin directories
  bool enabled = true;
  bool required = true;   // false: when it fails the gateway runs without it
  bool advisory = false;  // an authenticator whose failure counts as "not my business"
  std::string on_error;   // "pass" "drop" "deny"
  std::vector<Binding> binds;
  ConfigValue config;     // as written; checked later, against the plugin's schema
  ConfigOrigin origin;    // of the block
  ConfigOrigin id_origin;
};

struct LogFileSettings {
  std::string path;  // empty: no file
  std::uint64_t max_bytes = 0;
  std::uint64_t max_files = 0;
};

// What the gateway's own sections say, checked.
struct KernelSettings {
  std::filesystem::path state_dir;
  std::vector<std::filesystem::path> plugin_dirs;
  std::string trust;
  std::string server_url;
  bool global_events = false;
  bool expose_tokens = false;
  bool allow_send_node = true;
  bool local_date_time = false;
  std::uint64_t executor_threads = 4;
  std::int64_t shutdown_deadline_ms = 10000;
  std::int64_t command_deadline_ms = 20000;

  std::vector<NamedReference> intake;    // [bus]
  std::vector<NamedReference> delivery;
  std::int64_t budget_ms = 5;
  std::int64_t hold_deadline_ms = 5000;
  std::uint64_t max_line_bytes = 0;

  std::vector<NamedReference> access_chain;  // [access]
  std::int64_t access_deadline_ms = 3000;
  bool close_revoked = true;

  std::vector<std::pair<std::string, NamedReference>> integrations;  // [instances]: name, provider unit

  LogSettings log;
  LogFileSettings log_file;
  std::vector<Binding> binds;  // [bind]
};

// The schema of the gateway's own sections, as JSON text.
std::string_view kernel_schema_json();

// From a tree that was checked against kernel_schema_json().
KernelSettings kernel_settings_from(const ConfigValue& root);
std::vector<UnitSettings> unit_settings_from(const ConfigValue& root);

}  // namespace wagate
