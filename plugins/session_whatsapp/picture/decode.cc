#include "picture/decode.h"

#include <utility>

#include "picture/exif.h"
#include "picture/transform.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::string_view kPngBegin("\x89PNG\r\n\x1A\n", 8);
constexpr std::string_view kJpegBegins = "\xFF\xD8\xFF";

bool is_webp(std::string_view file) { return file.starts_with("RIFF") && file.substr(0, 12).ends_with("WEBP"); }

}  // namespace

std::string_view sentence_of(PictureError error) {
  switch (error) {
    case PictureError::none: return "the picture is fine";
    case PictureError::unknown_format: return "the picture is no JPEG, PNG or WebP; convert it to one of them";
    case PictureError::too_large:
      return "the picture is larger than 32 MiB, 40 megapixels or 30000 pixels a side; make it smaller";
    case PictureError::moving: return "the picture moves; send a still one";
    case PictureError::damaged: return "the picture cannot be read: its file is damaged or incomplete; send it again";
    case PictureError::busy: return "too many pictures wait to be made smaller; try again in a moment";
  }
  return "the picture cannot be read";
}

ReadPicture decode_picture(std::string_view file, LeastSize least, const PictureLimits& limits) {
  if (file.size() > limits.bytes) return {PictureError::too_large, {}};
  if (file.starts_with(kPngBegin)) return decode_png(file, limits);
  if (is_webp(file)) return decode_webp(file, least, limits);
  if (!file.starts_with(kJpegBegins)) return {PictureError::unknown_format, {}};
  const Orientation orientation = exif_orientation(file);
  if (swaps_sides(orientation)) std::swap(least.width, least.height);
  ReadPicture read = decode_jpeg(file, least, limits);
  if (read.error == PictureError::none) read.picture = turned(std::move(read.picture), orientation);
  return read;
}

}  // namespace wagate::session_whatsapp
