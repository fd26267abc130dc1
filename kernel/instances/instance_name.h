#pragma once

#include <string_view>

#include "kernel/core/status.h"

namespace wagate {

// Whether an instance can have this name: it has to be addressable as the channel "/<name>". The
// sentence says what is wrong.
Status check_instance_name(std::string_view name);

}  // namespace wagate
