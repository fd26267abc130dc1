#pragma once

#include <string>

#include "arguments.h"

namespace wagate::session_simulator {

// Reads the member "picture" and returns the URL under which WhatsApp would show it: the same picture is always
// at the same place. Throws a Refusal for what is no image or larger than 16 MiB.
std::string read_profile_picture(const Node& arguments);

}  // namespace wagate::session_simulator
