#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "picture/picture.h"

namespace wagate::session_whatsapp {

inline constexpr std::uint32_t kMessageThumbnailWidth = 32;  // what WhatsApp Web's other clients send
inline constexpr std::uint32_t kLinkThumbnailWidth = 192;
inline constexpr std::uint32_t kProfilePictureSide = 640;

// A small JPEG that is shown until the picture itself is there.
struct Thumbnail {
  std::string jpeg;
  std::uint32_t width = 0;  // of the picture it was made from, as it is shown
  std::uint32_t height = 0;
};

// At most `width` pixels wide, and four times as high at most. Nothing when the picture cannot be read.
std::optional<Thumbnail> make_thumbnail(std::string_view file, std::uint32_t width, const PictureLimits& limits = {});

// The middle of a picture as a square JPEG of 640 pixels a side, or of fewer when the picture has fewer. After an error
// `jpeg` is empty.
struct ProfilePicture {
  PictureError error = PictureError::none;
  std::string jpeg;
};
ProfilePicture make_profile_picture(std::string_view file, const PictureLimits& limits = {});

}  // namespace wagate::session_whatsapp
