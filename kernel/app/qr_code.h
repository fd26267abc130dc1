#pragma once

#include <string>
#include <string_view>

namespace wagate::app {

// A QR code as lines of half blocks, two modules high each, with a quiet zone around it. With
// `colours` black stays black and white stays white on every terminal; without, light modules are
// drawn, for dark terminals. Empty when the text is too long for a QR code.
std::string qr_as_text(std::string_view text, bool colours);

}  // namespace wagate::app
