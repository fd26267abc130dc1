#pragma once

#include <cstdint>

#include "picture/exif.h"
#include "picture/picture.h"

namespace wagate::session_whatsapp {

// The picture in another size, 1 by 1 at least: each pixel is the average of the area it covers.
Picture scaled(const Picture& picture, std::uint32_t width, std::uint32_t height);

// The largest picture of the same shape that is neither wider nor higher; the picture itself when it fits.
Picture fitted(Picture picture, std::uint32_t width, std::uint32_t height);

// The largest square from the middle.
Picture cropped_square(Picture picture);

// As it is to be shown.
Picture turned(Picture picture, Orientation orientation);

}  // namespace wagate::session_whatsapp
