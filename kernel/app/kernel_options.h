#pragma once

#include <filesystem>

#include "kernel/app/command_line.h"
#include "kernel/kernel.h"

namespace wagate::app {

// What this process offers a kernel: its environment and working directory, the configuration named
// by --config, the text inside the program for when there is none, and the plugins beside it.
KernelOptions kernel_options(const Arguments& arguments);

// The option --config, for the commands that use kernel_options().
Option config_option();

// The file of this program.
std::filesystem::path program_file();

}  // namespace wagate::app
