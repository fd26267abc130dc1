#pragma once

#include <filesystem>

#include "kernel/config/config_problem.h"
#include "kernel/config/config_value.h"
#include "kernel/config/environment.h"

namespace wagate {

// Replaces ${ENV:NAME} and ${FILE:/path} in every text below `value`. A path that is not absolute
// starts at `directory`; one line break at the end of a file is not part of the value. "$${" stands
// for "${". Values that took something from outside are hidden from then on.
void substitute(ConfigValue& value, const Environment& environment, const std::filesystem::path& directory,
                ConfigProblems& problems);

}  // namespace wagate
