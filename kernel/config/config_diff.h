#pragma once

#include <string>
#include <vector>

#include "kernel/config/config_value.h"

namespace wagate {

// The dotted paths of what differs between two tables, in the order of `after`; a key that is missing in
// one of them counts as a difference. Lists are compared as a whole.
std::vector<std::string> changed_keys(const ConfigValue& before, const ConfigValue& after);

}  // namespace wagate
