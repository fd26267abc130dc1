#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wagate::session_simulator {

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
};

// "#198754" or "#fff"; false for anything else.
[[nodiscard]] bool parse_colour(std::string_view text, Colour& colour);

// The text as a QR code: a PNG as data URL, error correction level H, quiet zone of 3 modules, 4 pixels per
// module, dark modules in the given colour on white. Empty when the text is too long for a QR code.
std::string qr_data_url(std::string_view text, Colour dark);

}  // namespace wagate::session_simulator
