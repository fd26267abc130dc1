#include "picture/transform.h"

#include <gtest/gtest.h>

#include "drawn_pictures.h"

namespace wagate::session_whatsapp {
namespace {

using testing::Colour;
using testing::colour_at;
using testing::draw;
using testing::four_corners;
using testing::kBlue;
using testing::kGreen;
using testing::kRed;
using testing::kWhite;
using testing::one_colour;

TEST(Scaled, GivesTheAverageOfWhatAPixelCovers) {
  const Picture stripes = draw(4, 2, [](std::uint32_t x, std::uint32_t) {
    return x % 2 == 0 ? Colour{0, 100, 200} : Colour{100, 200, 0};
  });

  EXPECT_EQ(colour_at(scaled(stripes, 2, 1), 1, 0), (Colour{50, 150, 100}));
}

TEST(Scaled, CountsPixelsThatLieOnABorderInPart) {
  const Picture three = draw(3, 1, [](std::uint32_t x, std::uint32_t) { return x == 0 ? Colour{90, 90, 90} : Colour{}; });

  const Picture two = scaled(three, 2, 1);

  EXPECT_EQ(colour_at(two, 0, 0), (Colour{60, 60, 60}));
  EXPECT_EQ(colour_at(two, 1, 0), Colour{});
}

TEST(Scaled, KeepsOneColourInAnySize) {
  const Picture grey = one_colour(7, 5, {77, 88, 99});
  for (const auto& [width, height] : {std::pair{1u, 1u}, {3u, 2u}, {7u, 5u}, {20u, 30u}}) {
    const Picture out = scaled(grey, width, height);
    for (std::uint32_t x = 0; x < width; ++x) EXPECT_EQ(colour_at(out, x, height - 1), (Colour{77, 88, 99}));
  }
  EXPECT_EQ(scaled(grey, 0, 0).pixels.size(), 3u) << "one pixel at least";
}

TEST(Fitted, KeepsTheShapeAndNeverEnlarges) {
  const auto size = [](const Picture& picture) { return std::pair{picture.width, picture.height}; };
  EXPECT_EQ(size(fitted(one_colour(400, 100, kRed), 32, 128)), std::pair(32u, 8u));
  EXPECT_EQ(size(fitted(one_colour(10, 800, kRed), 32, 128)), std::pair(2u, 128u));
  EXPECT_EQ(size(fitted(one_colour(20, 30, kRed), 32, 128)), std::pair(20u, 30u));
  EXPECT_EQ(size(fitted(one_colour(900, 1, kRed), 32, 128)), std::pair(32u, 1u));
}

TEST(CroppedSquare, IsTakenFromTheMiddle) {
  const Picture tall = draw(2, 6, [](std::uint32_t, std::uint32_t y) { return y < 2 ? kRed : y < 4 ? kGreen : kBlue; });

  const Picture square = cropped_square(tall);

  EXPECT_EQ(square.width, 2u);
  EXPECT_EQ(square.height, 2u);
  EXPECT_EQ(colour_at(square, 0, 0), kGreen);
  EXPECT_EQ(colour_at(square, 1, 1), kGreen);
}

TEST(Turned, MovesEachCornerWhereItBelongs) {
  const Picture turned_right = turned(four_corners(4, 2), Orientation::right_top);

  EXPECT_EQ(turned_right.width, 2u);
  EXPECT_EQ(colour_at(turned_right, 0, 0), kBlue);
  EXPECT_EQ(colour_at(turned_right, 1, 0), kRed);
  EXPECT_EQ(colour_at(turned_right, 0, 3), kWhite);
  EXPECT_EQ(colour_at(turned_right, 1, 3), kGreen);
}

}  // namespace
}  // namespace wagate::session_whatsapp
