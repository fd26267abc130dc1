#pragma once

#include <string>
#include <string_view>

namespace wagate::api_rest {

// "a%20b" as "a b". With `plus_is_blank`, as forms write it, "+" is a blank, too. A percent sign
// that is not followed by two hexadecimal digits stays as it is.
std::string percent_decoded(std::string_view text, bool plus_is_blank);

}  // namespace wagate::api_rest
