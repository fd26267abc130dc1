#pragma once

#include <string_view>

// What kind of file something is: a small table of the kinds that people send each other. Empty when
// it is none of them.
namespace wagate::api_rest {

// By the first bytes: "image/png".
std::string_view type_of_bytes(std::string_view bytes);

// By the extension of a file name or of the path of a URL, whatever its case.
std::string_view type_of_name(std::string_view file_name);

}  // namespace wagate::api_rest
