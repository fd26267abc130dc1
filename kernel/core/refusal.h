#pragma once

#include <string>

#include "kernel/core/exit_code.h"

namespace wagate {

// Why the gateway does not run: what the process exits with, and what it prints before. The text may
// have several lines, e.g. all problems of a configuration.
struct Refusal {
  ExitCode exit_code = ExitCode::internal;
  std::string text;
};

}  // namespace wagate
