#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/config/config_origin.h"

namespace wagate {

// One thing that is wrong with the configuration. Collected, never thrown: an operator wants all
// of them at once.
struct ConfigProblem {
  enum class Severity { error, warning };
  enum class Excerpt { line, masked, none };  // masked: values on the line are secrets, or may be

  ConfigOrigin where;
  std::string sentence;  // `[plugin.config] of "spam-guard": threshold must be between 0 and 1`
  std::string help;      // `the schema of filter-rules 2.1.0 says ...`; may be empty
  Severity severity = Severity::error;
  Excerpt excerpt = Excerpt::line;
};

using ConfigProblems = std::vector<ConfigProblem>;

bool has_errors(const ConfigProblems& problems);

// How a person reads them, errors first, each with its line and a caret, and a count at the end:
//
//   wagate.toml:41:15: error: [plugin.config] of "spam-guard": threshold must be between 0 and 1
//      41 | threshold   = 7
//         |               ^
//         = the schema of filter-rules 2.1.0 says 0 <= threshold <= 1 (default 0.7)
//
//   1 problem; nothing was started.
std::string render(const ConfigProblems& problems, std::string_view consequence = "nothing was started");

// Keys whose values are better not shown even when the schema does not know the key:
// "api_key", "tokn_secret", "password".
bool looks_secret(std::string_view key);

}  // namespace wagate
