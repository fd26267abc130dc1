#include "picture/exif.h"

#include <cstddef>

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxJpegSegments = 256;
constexpr std::size_t kMaxExifEntries = 256;
constexpr std::uint64_t kOrientationTag = 0x0112;
constexpr std::uint64_t kShortType = 3;

// Numbers in either byte order. What lies outside is 0.
struct TiffReader {
  std::string_view bytes;
  bool is_little_endian = false;

  std::uint64_t number(std::size_t at, std::size_t width) const {
    if (at > bytes.size() || bytes.size() - at < width) return 0;
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t place = is_little_endian ? width - 1 - i : i;
      out = out << 8 | static_cast<unsigned char>(bytes[at + place]);
    }
    return out;
  }
};

Orientation tiff_orientation(std::string_view tiff) {
  TiffReader reader{tiff};
  if (tiff.starts_with(std::string_view("II*\0", 4))) {
    reader.is_little_endian = true;
  } else if (!tiff.starts_with(std::string_view("MM\0*", 4))) {
    return Orientation::top_left;
  }
  const auto directory = static_cast<std::size_t>(reader.number(4, 4));
  const std::uint64_t entries = reader.number(directory, 2);
  for (std::size_t i = 0; i < entries && i < kMaxExifEntries; ++i) {
    const std::size_t at = directory + 2 + i * 12;
    if (reader.number(at, 2) != kOrientationTag) continue;
    const std::uint64_t value = reader.number(at + 8, 2);
    const bool is_good = reader.number(at + 2, 2) == kShortType && value >= 1 && value <= 8;
    return is_good ? static_cast<Orientation>(value) : Orientation::top_left;
  }
  return Orientation::top_left;
}

}  // namespace

Orientation exif_orientation(std::string_view jpeg) {
  constexpr std::string_view kExif("Exif\0\0", 6);
  const TiffReader reader{jpeg};
  std::size_t at = 2;
  for (std::size_t i = 0; i < kMaxJpegSegments && at + 4 <= jpeg.size(); ++i) {
    if (reader.number(at, 1) != 0xFF) break;
    const std::uint64_t marker = reader.number(at + 1, 1);
    if (marker == 0xFF) {  // filling
      ++at;
      continue;
    }
    const bool is_image_data = marker == 0xDA || marker == 0xD9;
    const auto length = static_cast<std::size_t>(reader.number(at + 2, 2));
    if (is_image_data || length < 2) break;
    const std::string_view content = jpeg.substr(at + 4, length - 2);
    if (marker == 0xE1 && content.starts_with(kExif)) return tiff_orientation(content.substr(kExif.size()));
    at += 2 + length;
  }
  return Orientation::top_left;
}

}  // namespace wagate::session_whatsapp
