#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>
#include <png.h>
#include <webp/encode.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "picture/jpeg.h"
#include "picture/picture.h"

namespace wagate::session_whatsapp::testing {

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;

  friend bool operator==(const Colour&, const Colour&) = default;
};

inline constexpr Colour kRed{255, 0, 0};
inline constexpr Colour kGreen{0, 255, 0};
inline constexpr Colour kBlue{0, 0, 255};
inline constexpr Colour kWhite{255, 255, 255};

inline Picture draw(std::uint32_t width, std::uint32_t height,
                    const std::function<Colour(std::uint32_t x, std::uint32_t y)>& colour) {
  Picture out{width, height, {}, width, height};
  for (std::uint32_t y = 0; y < height; ++y)
    for (std::uint32_t x = 0; x < width; ++x) {
      const Colour c = colour(x, y);
      out.pixels.insert(out.pixels.end(), {c.red, c.green, c.blue});
    }
  return out;
}
inline Picture one_colour(std::uint32_t width, std::uint32_t height, Colour colour) {
  return draw(width, height, [&](auto, auto) { return colour; });
}
// Red, green above; blue, white below.
inline Picture four_corners(std::uint32_t width, std::uint32_t height) {
  return draw(width, height, [&](std::uint32_t x, std::uint32_t y) {
    const bool is_left = x < width / 2;
    if (y < height / 2) return is_left ? kRed : kGreen;
    return is_left ? kBlue : kWhite;
  });
}

inline Colour colour_at(const Picture& picture, std::uint32_t x, std::uint32_t y) {
  const std::uint8_t* pixel = picture.row(y) + std::size_t{x} * 3;
  return {pixel[0], pixel[1], pixel[2]};
}
// JPEG changes colours a little.
inline bool is_near(Colour a, Colour b, int tolerance = 12) {
  const auto near = [&](int x, int y) { return (x > y ? x - y : y - x) <= tolerance; };
  return near(a.red, b.red) && near(a.green, b.green) && near(a.blue, b.blue);
}

inline std::string as_png(const Picture& picture) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = picture.width;
  image.height = picture.height;
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string out(size, '\0');
  png_image_write_to_memory(&image, out.data(), &size, 0, picture.pixels.data(), 0, nullptr);
  out.resize(size);
  return out;
}

// With the opacity of all its pixels.
inline std::string as_png(const Picture& picture, std::uint8_t opacity) {
  std::vector<std::uint8_t> pixels;
  for (std::size_t i = 0; i < picture.pixels.size(); i += 3)
    pixels.insert(pixels.end(), {picture.pixels[i], picture.pixels[i + 1], picture.pixels[i + 2], opacity});
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = picture.width;
  image.height = picture.height;
  image.format = PNG_FORMAT_RGBA;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string out(size, '\0');
  png_image_write_to_memory(&image, out.data(), &size, 0, pixels.data(), 0, nullptr);
  out.resize(size);
  return out;
}

inline std::string as_webp(const Picture& picture) {
  std::uint8_t* bytes = nullptr;
  const std::size_t size =
      WebPEncodeLosslessRGB(picture.pixels.data(), static_cast<int>(picture.width), static_cast<int>(picture.height),
                            static_cast<int>(picture.width * 3), &bytes);
  std::string out(reinterpret_cast<const char*>(bytes), size);
  WebPFree(bytes);
  return out;
}

// A JPEG of another kind than the plugin writes.
inline std::string as_jpeg(const Picture& picture, J_COLOR_SPACE colours, bool is_progressive) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors;
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = picture.width;
  info.image_height = picture.height;
  info.input_components = colours == JCS_CMYK ? 4 : colours == JCS_GRAYSCALE ? 1 : 3;
  info.in_color_space = colours;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 95, TRUE);
  if (is_progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  for (std::uint32_t y = 0; y < picture.height; ++y) {
    std::vector<std::uint8_t> row;
    for (std::uint32_t x = 0; x < picture.width; ++x) {
      const Colour c = colour_at(picture, x, y);
      // Adobe's way: light instead of ink.
      if (colours == JCS_CMYK) row.insert(row.end(), {c.red, c.green, c.blue, 255});
      if (colours == JCS_GRAYSCALE) row.push_back(c.green);
      if (colours == JCS_RGB) row.insert(row.end(), {c.red, c.green, c.blue});
    }
    JSAMPROW start = row.data();
    jpeg_write_scanlines(&info, &start, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  std::string out(reinterpret_cast<const char*>(bytes), size);
  std::free(bytes);
  return out;
}

// The same JPEG with an EXIF segment that says how it is to be turned.
inline std::string with_orientation(const std::string& jpeg, char orientation, bool is_little_endian = true) {
  std::string tiff;
  if (is_little_endian) {
    tiff = std::string("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 18) + orientation + std::string("\0\0\0", 3);
  } else {
    tiff = std::string("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19) + orientation + std::string("\0\0", 2);
  }
  const std::string content = std::string("Exif\0\0", 6) + tiff;
  const auto length = static_cast<char>(content.size() + 2);
  return jpeg.substr(0, 2) + std::string("\xFF\xE1\0", 3) + length + content + jpeg.substr(2);
}

}  // namespace wagate::session_whatsapp::testing
