#pragma once

#include <string_view>

namespace wagate::api_rest {

// Whether the text is exactly one emoji as people see it: one picture, with a skin tone, joined to
// others (a family), a flag of a country or region, or a keycap.
bool is_one_emoji(std::string_view text);

}  // namespace wagate::api_rest
