#pragma once

#include <span>
#include <string>
#include <string_view>

#include "routes.h"

namespace wagate::api_rest {

// The routes as an OpenAPI 3.1 document: paths, parameters, bodies as their rules say, the shapes of
// refusals. Routes without a summary are left out.
std::string write_openapi(std::span<const Route> routes, std::string_view version);

}  // namespace wagate::api_rest
