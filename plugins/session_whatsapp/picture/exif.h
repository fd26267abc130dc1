#pragma once

#include <cstdint>
#include <string_view>

namespace wagate::session_whatsapp {

// How the picture in a file has to be turned to be shown, as EXIF (CIPA DC-008) numbers it: the words say where the
// first row and the first column of the file belong.
enum class Orientation : std::uint8_t {
  top_left = 1,  // as it is
  top_right = 2,
  bottom_right = 3,
  bottom_left = 4,
  left_top = 5,
  right_top = 6,
  right_bottom = 7,
  left_bottom = 8,
};

// Width and height change places.
constexpr bool swaps_sides(Orientation orientation) { return orientation >= Orientation::left_top; }

// What a JPEG says about it. top_left when it says nothing, or nothing that can be believed.
Orientation exif_orientation(std::string_view jpeg);

}  // namespace wagate::session_whatsapp
