#pragma once

#include <string_view>

// The files of the folder docs/, as they were when the plugin was built.
namespace wagate::api_rest {

extern const std::string_view kDocsPage;
extern const std::string_view kDocsStyle;
extern const std::string_view kDocsScript;

}  // namespace wagate::api_rest
