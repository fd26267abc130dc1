#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "routes.h"

namespace wagate::api_rest {

// The routes as an OpenAPI 3.1 document: paths, parameters, bodies as their rules say, the shapes of
// refusals. Routes without a summary are left out. `others` are paths of other units with their
// descriptions, JSON text; a path that is in `routes`, too, stays as it is there.
std::string write_openapi(std::span<const Route> routes, const std::map<std::string, std::string>& others,
                          std::string_view version);

}  // namespace wagate::api_rest
