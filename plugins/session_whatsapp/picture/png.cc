#include <png.h>

#include <memory>

#include "picture/decode.h"

namespace wagate::session_whatsapp {
namespace {

struct FreePng {
  void operator()(png_image* image) const { png_image_free(image); }
};

}  // namespace

// libpng's simplified interface keeps its jumps to itself and says by a number whether it succeeded.
ReadPicture decode_png(std::string_view file, const PictureLimits& limits) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  const std::unique_ptr<png_image, FreePng> freed(&image);
  if (png_image_begin_read_from_memory(&image, file.data(), file.size()) == 0) return {PictureError::damaged, {}};
  if (image.width == 0 || image.height == 0) return {PictureError::damaged, {}};
  if (!limits.admit(image.width, image.height)) return {PictureError::too_large, {}};
  ReadPicture read{PictureError::none, {image.width, image.height, {}, image.width, image.height}};
  image.format = PNG_FORMAT_RGB;
  read.picture.pixels.resize(PNG_IMAGE_SIZE(image));
  const png_color white = {255, 255, 255};
  if (png_image_finish_read(&image, &white, read.picture.pixels.data(), 0, nullptr) == 0)
    return {PictureError::damaged, {}};
  return read;
}

}  // namespace wagate::session_whatsapp
