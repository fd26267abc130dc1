#include "picture/transform.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace wagate::session_whatsapp {
namespace {

// The part of a line of pixels that one pixel of a smaller (or larger) line covers: pixels `first` to `last`, of which
// the outermost may count in part only.
struct CoveredSpan {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  float first_share = 1;
  float last_share = 1;  // not used when there is one pixel only
};

std::vector<CoveredSpan> spans_of(std::uint32_t from, std::uint32_t to) {
  std::vector<CoveredSpan> out(to);
  for (std::uint32_t i = 0; i < to; ++i) {
    // In units of 1/to of a pixel, so that nothing is rounded.
    const std::uint64_t begin = std::uint64_t{i} * from;
    const std::uint64_t end = begin + from;
    CoveredSpan& span = out[i];
    span.first = static_cast<std::uint32_t>(begin / to);
    span.last = static_cast<std::uint32_t>((end - 1) / to);
    const std::uint64_t first_end = std::min<std::uint64_t>(end, (std::uint64_t{span.first} + 1) * to);
    span.first_share = static_cast<float>(first_end - begin) / static_cast<float>(from);
    span.last_share = static_cast<float>(end - std::uint64_t{span.last} * to) / static_cast<float>(from);
  }
  return out;
}

// How much of the whole one full pixel is.
float full_share(std::uint32_t from, std::uint32_t to) { return static_cast<float>(to) / static_cast<float>(from); }

float share_of(const CoveredSpan& span, std::uint32_t index, float full) {
  if (index == span.first) return span.first_share;
  return index == span.last ? span.last_share : full;
}

}  // namespace

Picture scaled(const Picture& picture, std::uint32_t width, std::uint32_t height) {
  Picture out;
  out.width = std::max(width, 1u);
  out.height = std::max(height, 1u);
  out.original_width = picture.original_width;
  out.original_height = picture.original_height;
  if (picture.pixels.empty()) return {};
  out.pixels.resize(std::size_t{out.width} * out.height * 3);
  const std::vector<CoveredSpan> columns = spans_of(picture.width, out.width);
  const std::vector<CoveredSpan> rows = spans_of(picture.height, out.height);
  const float full_column = full_share(picture.width, out.width);
  const float full_row = full_share(picture.height, out.height);
  std::vector<float> sums(std::size_t{out.width} * 3);
  for (std::uint32_t y = 0; y < out.height; ++y) {
    std::fill(sums.begin(), sums.end(), 0.0f);
    for (std::uint32_t from_y = rows[y].first; from_y <= rows[y].last; ++from_y) {
      const float row_share = share_of(rows[y], from_y, full_row);
      const std::uint8_t* from = picture.row(from_y);
      for (std::uint32_t x = 0; x < out.width; ++x) {
        float colour[3] = {0, 0, 0};
        for (std::uint32_t from_x = columns[x].first; from_x <= columns[x].last; ++from_x) {
          const float share = share_of(columns[x], from_x, full_column);
          const std::uint8_t* pixel = from + std::size_t{from_x} * 3;
          for (int c = 0; c < 3; ++c) colour[c] += share * static_cast<float>(pixel[c]);
        }
        for (std::size_t c = 0; c < 3; ++c) sums[std::size_t{x} * 3 + c] += row_share * colour[c];
      }
    }
    std::uint8_t* to = out.row(y);
    for (std::size_t i = 0; i < sums.size(); ++i)
      to[i] = static_cast<std::uint8_t>(std::clamp(sums[i] + 0.5f, 0.0f, 255.0f));
  }
  return out;
}

Picture fitted(Picture picture, std::uint32_t width, std::uint32_t height) {
  if (picture.width <= width && picture.height <= height) return picture;
  // Compared as fractions: the side that is too long by more decides.
  const bool width_decides = std::uint64_t{picture.width} * height >= std::uint64_t{picture.height} * width;
  const auto part = [](std::uint64_t side, std::uint64_t wanted, std::uint64_t of) {
    return static_cast<std::uint32_t>(std::max<std::uint64_t>((side * wanted + of / 2) / of, 1));
  };
  if (width_decides) return scaled(picture, width, part(picture.height, width, picture.width));
  return scaled(picture, part(picture.width, height, picture.height), height);
}

Picture cropped_square(Picture picture) {
  const std::uint32_t side = std::min(picture.width, picture.height);
  if (picture.width == picture.height) return picture;
  const std::uint32_t left = (picture.width - side) / 2;
  const std::uint32_t top = (picture.height - side) / 2;
  Picture out{side, side, {}, picture.original_width, picture.original_height};
  out.pixels.resize(std::size_t{side} * side * 3);
  for (std::uint32_t y = 0; y < side; ++y) {
    const std::uint8_t* from = picture.row(top + y) + std::size_t{left} * 3;
    std::copy(from, from + std::size_t{side} * 3, out.row(y));
  }
  return out;
}

Picture turned(Picture picture, Orientation orientation) {
  if (orientation == Orientation::top_left) return picture;
  const bool swaps = swaps_sides(orientation);
  Picture out{picture.width, picture.height, {}, picture.original_width, picture.original_height};
  if (swaps) {
    std::swap(out.width, out.height);
    std::swap(out.original_width, out.original_height);
  }
  out.pixels.resize(picture.pixels.size());
  const bool mirrors_x = orientation == Orientation::top_right || orientation == Orientation::bottom_right ||
                         orientation == Orientation::right_top || orientation == Orientation::right_bottom;
  const bool mirrors_y = orientation == Orientation::bottom_right || orientation == Orientation::bottom_left ||
                         orientation == Orientation::right_bottom || orientation == Orientation::left_bottom;
  for (std::uint32_t y = 0; y < picture.height; ++y) {
    const std::uint8_t* from = picture.row(y);
    for (std::uint32_t x = 0; x < picture.width; ++x, from += 3) {
      std::uint32_t to_x = swaps ? y : x;
      std::uint32_t to_y = swaps ? x : y;
      if (mirrors_x) to_x = out.width - 1 - to_x;
      if (mirrors_y) to_y = out.height - 1 - to_y;
      std::copy(from, from + 3, out.row(to_y) + std::size_t{to_x} * 3);
    }
  }
  return out;
}

}  // namespace wagate::session_whatsapp
