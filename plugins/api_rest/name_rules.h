#pragma once

#include <string>
#include <string_view>

namespace wagate::api_rest {

// Why an instance cannot have this name, as a sentence; empty when it can. A name is part of paths
// and of Socket.IO namespaces, where ',', '/', '?' and '#' end it.
std::string why_not_a_name(std::string_view name);

}  // namespace wagate::api_rest
