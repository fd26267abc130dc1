// Pictures of strangers: whatever the bytes are, an error or a picture of the size it says comes back, and what is made
// of a picture can be read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "picture/decode.h"
#include "picture/thumbnail.h"

namespace {

using namespace wagate::session_whatsapp;

// Smaller than in earnest, so that a run sees many pictures instead of a few large ones.
constexpr PictureLimits kSmallPictures{.bytes = 1'000'000, .side = 2'000, .pixels = 300'000};

void must_be(bool truth) {
  if (!truth) std::abort();
}

void must_be_whole(const ReadPicture& read) {
  const Picture& picture = read.picture;
  if (read.error != PictureError::none) return must_be(picture.pixels.empty());
  must_be(picture.width > 0 && picture.height > 0);
  must_be(picture.pixels.size() == std::size_t{picture.width} * picture.height * 3);
  must_be(picture.original_width >= picture.width && picture.original_height >= picture.height);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  must_be_whole(decode_picture(file, {}, kSmallPictures));
  must_be_whole(decode_picture(file, {8, 8}, kSmallPictures));
  if (const auto thumbnail = make_thumbnail(file, kMessageThumbnailWidth, kSmallPictures)) {
    const ReadPicture small = decode_picture(thumbnail->jpeg, {}, kSmallPictures);
    must_be(small.error == PictureError::none && small.picture.width <= kMessageThumbnailWidth);
  }
  const ProfilePicture square = make_profile_picture(file, kSmallPictures);
  must_be((square.error == PictureError::none) == !square.jpeg.empty());
  return 0;
}
