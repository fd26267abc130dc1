#include "picture/thumbnail.h"

#include <utility>

#include "picture/decode.h"
#include "picture/jpeg.h"
#include "picture/transform.h"

namespace wagate::session_whatsapp {
namespace {

constexpr int kThumbnailQuality = 50;
constexpr int kProfileQuality = 80;

}  // namespace

std::optional<Thumbnail> make_thumbnail(std::string_view file, std::uint32_t width, const PictureLimits& limits) {
  // Read at twice the size: what is made smaller by half at the end looks smoother. Of a picture that is long and
  // narrow the height decides, and it is read larger than it had to be.
  ReadPicture read = decode_picture(file, {width * 2, width * 2}, limits);
  if (read.error != PictureError::none) return std::nullopt;
  Thumbnail out;
  out.width = read.picture.original_width;
  out.height = read.picture.original_height;
  out.jpeg = encode_jpeg(fitted(std::move(read.picture), width, width * 4), kThumbnailQuality);
  return out;
}

ProfilePicture make_profile_picture(std::string_view file, const PictureLimits& limits) {
  ReadPicture read = decode_picture(file, {kProfilePictureSide, kProfilePictureSide}, limits);
  if (read.error != PictureError::none) return {read.error, {}};
  const Picture square =
      fitted(cropped_square(std::move(read.picture)), kProfilePictureSide, kProfilePictureSide);
  return {PictureError::none, encode_jpeg(square, kProfileQuality)};
}

}  // namespace wagate::session_whatsapp
