#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/config/config_value.h"
#include "kernel/config/schema.h"

namespace wagate {

// One section of `wagate config explain`.
struct ExplainedSection {
  std::string title;         // "[kernel]" or `[plugin.config] of "http_server"`
  const ConfigValue* table;
};

// Every effective value and where it came from, a line each:
//
//   [log]
//   level  = "debug"   # environment variable LOG_LEVEL
//
// Secrets are shown as "***".
std::string explain_config(const std::vector<ExplainedSection>& sections);

// The gateway's own sections, for explain_config().
std::vector<ExplainedSection> kernel_sections(const ConfigValue& root);

// A plugin whose defaults are to be written.
struct DefaultsOf {
  std::string plugin_id;
  std::string summary;
  const Schema* schema;
};

// A complete configuration file: every key with its description, commented out at its default.
std::string default_config(const std::vector<DefaultsOf>& plugins);

}  // namespace wagate
