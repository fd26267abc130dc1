#pragma once

namespace wagate {

// What the process exits with. Service managers and scripts decide by these numbers, so they never change.
enum class ExitCode : int {
  ok = 0,
  usage = 2,         // the command line is wrong
  config = 3,        // the configuration is wrong; starting again will not help
  plugin = 4,        // a required plugin does not load, or its unit does not start
  port_in_use = 5,   // somebody else listens on the configured address
  state = 6,         // the state directory or the store cannot be used
  internal = 70,     // a defect of the gateway
};

}  // namespace wagate
