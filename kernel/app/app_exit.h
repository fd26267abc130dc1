#pragma once

namespace wagate::app {

// Exit codes of the commands that talk to a running gateway, beside those of kernel/core/exit_code.h.
inline constexpr int kExitRefused = 1;        // the gateway said no, or something is not as it should be
inline constexpr int kExitUnreachable = 69;   // no gateway answers at that address
inline constexpr int kExitInterrupted = 130;  // a second SIGINT or SIGTERM while stopping

}  // namespace wagate::app
