#pragma once

#include <string>
#include <string_view>

namespace wagate::app {

enum class Colour { plain, dim, red, green, yellow, blue, magenta, cyan };

// Whether `descriptor` (1: stdout, 2: stderr) is a terminal that wants colours: NO_COLOR switches
// them off.
bool wants_colours(int descriptor);

// `text` in that colour when `colours` is set, else as it is.
std::string coloured(std::string_view text, Colour colour, bool colours);

// Text from outside, fit for a terminal: control characters become spaces, and it is cut after
// `max_characters` whole characters.
std::string shown(std::string_view text, std::size_t max_characters);

}  // namespace wagate::app
