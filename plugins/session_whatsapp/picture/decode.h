#pragma once

#include <string_view>

#include "picture/picture.h"

namespace wagate::session_whatsapp {

// Reads a JPEG, PNG or WebP picture, whichever its bytes are, and turns it as its EXIF orientation says. The bytes are
// somebody else's: whatever they are, an error comes back at worst.
ReadPicture decode_picture(std::string_view file, LeastSize least = {}, const PictureLimits& limits = {});

// One format each; the limits are checked here, too. `decode_jpeg` leaves the picture as it lies in the file.
ReadPicture decode_jpeg(std::string_view file, LeastSize least, const PictureLimits& limits);
ReadPicture decode_png(std::string_view file, const PictureLimits& limits);
ReadPicture decode_webp(std::string_view file, LeastSize least, const PictureLimits& limits);

}  // namespace wagate::session_whatsapp
