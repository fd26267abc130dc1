#pragma once

#include <filesystem>
#include <string>

#include "kernel/app/command_line.h"

namespace wagate::app {

// The key to the gateway that this machine's configuration describes: AUTHENTICATION_API_KEY from
// the environment or .env, else the one an authenticator has generated and kept as `api_key` below
// the state directory. Empty when there is none or it must not be read.
std::string local_key(const Arguments& arguments);

// The file with a generated key below `state_dir`; empty when there is none.
std::filesystem::path generated_key_file(const std::filesystem::path& state_dir);

}  // namespace wagate::app
