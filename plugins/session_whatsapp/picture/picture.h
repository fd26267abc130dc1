#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace wagate::session_whatsapp {

// A picture in memory: red, green, blue, a byte each, rows from the top. What was transparent is white.
struct Picture {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<std::uint8_t> pixels;  // width * height * 3

  // Of the file it came from, as the picture is shown: with its EXIF orientation, before it was made smaller.
  std::uint32_t original_width = 0;
  std::uint32_t original_height = 0;

  std::uint8_t* row(std::uint32_t y) { return pixels.data() + std::size_t{y} * width * 3; }
  const std::uint8_t* row(std::uint32_t y) const { return pixels.data() + std::size_t{y} * width * 3; }
};

enum class PictureError : std::uint8_t {
  none,
  unknown_format,  // no JPEG, PNG or WebP
  too_large,       // more bytes, pixels or memory than the limits allow
  moving,          // an animation
  damaged,
  busy,  // too many pictures wait already
};

// As a word for logs and answers.
[[nodiscard]] constexpr std::string_view to_word(PictureError error) {
  switch (error) {
    case PictureError::none: return "none";
    case PictureError::unknown_format: return "unknown_format";
    case PictureError::too_large: return "too_large";
    case PictureError::moving: return "moving";
    case PictureError::damaged: return "damaged";
    case PictureError::busy: return "busy";
  }
  return "unknown";
}

// For whoever gave the picture: what is wrong with it, and what to do.
[[nodiscard]] std::string_view sentence_of(PictureError error);

// Looked at before memory is asked for.
struct PictureLimits {
  std::size_t bytes = 33'554'432;  // of the file
  std::uint32_t side = 30'000;
  std::uint64_t pixels = 40'000'000;

  bool admit(std::uint64_t width, std::uint64_t height) const {
    return width <= side && height <= side && width * height <= pixels;
  }
};

// How small a picture may get while it is read: neither side is less than this, unless the file's is. Reading small
// saves time and memory, and whoever wants a thumbnail makes it smaller still.
struct LeastSize {
  std::uint32_t width = 0xFFFFFFFFu;
  std::uint32_t height = 0xFFFFFFFFu;

  // By which whole number a picture of that size may be divided.
  std::uint32_t divisor(std::uint32_t of_width, std::uint32_t of_height) const {
    const std::uint32_t x = width == 0 ? of_width : of_width / width;
    const std::uint32_t y = height == 0 ? of_height : of_height / height;
    const std::uint32_t smaller = x < y ? x : y;
    return smaller == 0 ? 1 : smaller;
  }
};

struct ReadPicture {
  PictureError error = PictureError::none;
  Picture picture;  // empty after an error
};

}  // namespace wagate::session_whatsapp
