#pragma once

#include "kernel/config/configuration.h"
#include "kernel/kernel.h"

namespace wagate {

// Where a kernel with these options looks for its configuration.
ConfigInputs config_inputs(const KernelOptions& options);

}  // namespace wagate
