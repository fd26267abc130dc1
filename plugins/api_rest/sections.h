#pragma once

#include <string_view>

#include "call.h"

namespace wagate::api_rest {

// Stores a section of the instance of the call ("settings" are one, too); false when that failed and
// the call was answered. An instance that was deleted since the call began is not found, even when
// there is another one of its name by now.
bool store_section(Call& call, std::string_view section, std::string_view json);

}  // namespace wagate::api_rest
