// Pictures of strangers: what can be read, how, and what each kind of broken file comes to.
#include "picture/decode.h"

#include <gtest/gtest.h>

#include <string>

#include "drawn_pictures.h"
#include "picture/exif.h"
#include "picture/thumbnail.h"

namespace wagate::session_whatsapp {
namespace {

using testing::as_jpeg;
using testing::as_png;
using testing::as_webp;
using testing::colour_at;
using testing::four_corners;
using testing::is_near;
using testing::kBlue;
using testing::kGreen;
using testing::kRed;
using testing::kWhite;
using testing::one_colour;
using testing::with_orientation;

// The colours in the middle of the corners, by their letters: "RGBW" is the picture as it was drawn.
std::string corners_of(const Picture& picture) {
  std::string out;
  for (const auto& [x, y] : {std::pair{1, 1}, {3, 1}, {1, 3}, {3, 3}}) {
    const auto colour = colour_at(picture, picture.width * static_cast<std::uint32_t>(x) / 4,
                                  picture.height * static_cast<std::uint32_t>(y) / 4);
    out += is_near(colour, kRed) ? 'R' : is_near(colour, kGreen) ? 'G' : is_near(colour, kBlue) ? 'B'
           : is_near(colour, kWhite) ? 'W' : '?';
  }
  return out;
}

PictureError error_of(std::string_view file, const PictureLimits& limits = {}) {
  return decode_picture(file, {}, limits).error;
}

TEST(DecodePicture, ReadsJpegPngAndWebp) {
  const Picture drawn = four_corners(40, 24);
  for (const std::string& file : {encode_jpeg(drawn, 95), as_jpeg(drawn, JCS_RGB, true), as_jpeg(drawn, JCS_CMYK, false),
                                  as_png(drawn), as_webp(drawn)}) {
    const ReadPicture read = decode_picture(file);

    ASSERT_EQ(read.error, PictureError::none);
    EXPECT_EQ(read.picture.width, 40u);
    EXPECT_EQ(read.picture.height, 24u);
    EXPECT_EQ(corners_of(read.picture), "RGBW");
  }
}

TEST(DecodePicture, ReadsAGreyJpegInColour) {
  const ReadPicture read = decode_picture(as_jpeg(one_colour(8, 8, kWhite), JCS_GRAYSCALE, false));

  ASSERT_EQ(read.error, PictureError::none);
  EXPECT_EQ(colour_at(read.picture, 4, 4), kWhite);
}

TEST(DecodePicture, PutsWhatIsTransparentOnWhite) {
  const ReadPicture clear = decode_picture(as_png(one_colour(4, 4, kRed), 0));

  ASSERT_EQ(clear.error, PictureError::none);
  EXPECT_EQ(colour_at(clear.picture, 2, 2), kWhite);
}

TEST(DecodePicture, ReadsNoSmallerThanAsked) {
  const Picture drawn = four_corners(800, 600);
  for (const std::string& file : {encode_jpeg(drawn, 90), as_jpeg(drawn, JCS_RGB, true), as_webp(drawn)}) {
    const ReadPicture read = decode_picture(file, {64, 64});

    ASSERT_EQ(read.error, PictureError::none);
    EXPECT_LE(read.picture.width, 140u) << "small enough to save memory";
    EXPECT_GE(read.picture.height, 64u);
    EXPECT_EQ(read.picture.original_width, 800u);
    EXPECT_EQ(read.picture.original_height, 600u);
    EXPECT_EQ(corners_of(read.picture), "RGBW");
  }
}

TEST(DecodePicture, TurnsAJpegAsItsExifSays) {
  const std::string jpeg = encode_jpeg(four_corners(64, 32), 95);
  const std::pair<char, const char*> kTurns[] = {{'\1', "RGBW"}, {'\2', "GRWB"}, {'\3', "WBGR"}, {'\4', "BWRG"},
                                                 {'\5', "RBGW"}, {'\6', "BRWG"}, {'\7', "WGBR"}, {'\x8', "GWRB"}};
  for (const auto& [orientation, corners] : kTurns)
    for (const bool is_little_endian : {true, false}) {
      const ReadPicture read = decode_picture(with_orientation(jpeg, orientation, is_little_endian));

      ASSERT_EQ(read.error, PictureError::none);
      EXPECT_EQ(corners_of(read.picture), corners) << int{orientation};
      EXPECT_EQ(read.picture.width, orientation < 5 ? 64u : 32u) << int{orientation};
      EXPECT_EQ(read.picture.original_width, orientation < 5 ? 64u : 32u) << int{orientation};
    }
}

TEST(DecodePicture, DoesNotBelieveAnExifThatMakesNoSense) {
  const std::string jpeg = encode_jpeg(four_corners(16, 16), 95);
  for (const char orientation : {'\0', '\x9', '\xFF'}) {
    const std::string odd = with_orientation(jpeg, orientation);
    EXPECT_EQ(exif_orientation(odd), Orientation::top_left);
    EXPECT_EQ(error_of(odd), PictureError::none);
  }
  EXPECT_EQ(exif_orientation(with_orientation(jpeg, '\6').substr(0, 20)), Orientation::top_left);
}

TEST(DecodePicture, RefusesWhatIsTooLargeBeforeItIsRead) {
  const PictureLimits small{.bytes = 10'000, .side = 100, .pixels = 5'000};
  for (const Picture& drawn : {one_colour(101, 4, kRed), one_colour(4, 101, kRed), one_colour(80, 80, kRed)})
    for (const std::string& file : {encode_jpeg(drawn, 50), as_png(drawn), as_webp(drawn)})
      EXPECT_EQ(error_of(file, small), PictureError::too_large);
  EXPECT_EQ(error_of(encode_jpeg(one_colour(50, 50, kRed), 50), small), PictureError::none);
  EXPECT_EQ(error_of(std::string(10'001, '\xFF'), small), PictureError::too_large);
}

TEST(DecodePicture, SaysThatACutFileIsDamaged) {
  const Picture drawn = four_corners(64, 64);
  for (const std::string& file : {encode_jpeg(drawn, 95), as_jpeg(drawn, JCS_RGB, true), as_png(drawn), as_webp(drawn)})
    for (const std::size_t length : {file.size() * 3 / 4, file.size() / 2, std::size_t{30}, std::size_t{13}})
      EXPECT_EQ(error_of(std::string_view(file).substr(0, length)), PictureError::damaged) << length;
}

TEST(DecodePicture, SaysThatOtherFilesAreNoPictures) {
  for (const std::string_view file : {std::string_view(), std::string_view("GIF89a..."), std::string_view("\xFF\xD8"),
                                      std::string_view("RIFF....WAVE"), std::string_view("<svg/>")})
    EXPECT_EQ(error_of(file), PictureError::unknown_format);
}

// One colour as VP8X with its animation flag set.
TEST(DecodePicture, RefusesAPictureThatMoves) {
  const std::string moving("RIFF\x16\0\0\0WEBPVP8X\x0A\0\0\0\x02\0\0\0\x07\0\0\x07\0\0", 30);
  EXPECT_EQ(error_of(moving), PictureError::moving);
}

// A few kilobytes that would keep a processor busy: each pass over the picture costs as much as a picture.
TEST(DecodePicture, GivesUpOnAProgressiveJpegOfTooManyPasses) {
  const std::string jpeg = as_jpeg(four_corners(16, 16), JCS_RGB, true);
  const std::size_t first_scan = jpeg.find("\xFF\xDA");
  std::size_t end = jpeg.find(std::string("\xFF\xC4"), first_scan);
  if (end == std::string::npos) end = jpeg.find(std::string("\xFF\xDA"), first_scan + 2);
  ASSERT_NE(end, std::string::npos);
  const std::string scan = jpeg.substr(first_scan, end - first_scan);
  const auto with_scans = [&](int count) {
    std::string out = jpeg.substr(0, first_scan);
    for (int i = 0; i < count; ++i) out += scan;
    return out + jpeg.substr(first_scan);
  };

  EXPECT_EQ(error_of(with_scans(20)), PictureError::none);
  EXPECT_EQ(error_of(with_scans(200)), PictureError::damaged);
}

TEST(Thumbnail, IsAsWideAsAskedAndKnowsTheSizeOfThePicture) {
  const auto thumbnail = make_thumbnail(with_orientation(encode_jpeg(four_corners(640, 480), 90), '\6'), 32);

  ASSERT_TRUE(thumbnail);
  EXPECT_EQ(thumbnail->width, 480u);
  EXPECT_EQ(thumbnail->height, 640u);
  const Picture small = decode_picture(thumbnail->jpeg).picture;
  EXPECT_EQ(small.width, 32u);
  EXPECT_EQ(small.height, 43u);
}

TEST(Thumbnail, OfANarrowPictureIsNotEndless) {
  const auto thumbnail = make_thumbnail(as_png(one_colour(40, 4'000, kGreen)), 32);

  ASSERT_TRUE(thumbnail);
  EXPECT_EQ(decode_picture(thumbnail->jpeg).picture.height, 128u);
  EXPECT_FALSE(make_thumbnail("no picture", 32));
}

TEST(ProfilePicture, IsTheMiddleAsASquareOf640Pixels) {
  const Picture wide = testing::draw(1'400, 700, [](std::uint32_t x, std::uint32_t) {
    return x < 350 || x >= 1'050 ? kRed : kBlue;
  });

  const ProfilePicture made = make_profile_picture(as_png(wide));

  const Picture square = decode_picture(made.jpeg).picture;
  EXPECT_EQ(square.width, 640u);
  EXPECT_EQ(square.height, 640u);
  EXPECT_TRUE(is_near(colour_at(square, 4, 320), kBlue));
  EXPECT_TRUE(is_near(colour_at(square, 635, 320), kBlue));
}

TEST(ProfilePicture, IsNotMadeLargerAndSaysWhatIsWrong) {
  EXPECT_EQ(decode_picture(make_profile_picture(as_png(one_colour(90, 80, kRed))).jpeg).picture.width, 80u);
  const ProfilePicture refused = make_profile_picture("GIF89a");
  EXPECT_EQ(refused.error, PictureError::unknown_format);
  EXPECT_TRUE(refused.jpeg.empty());
  EXPECT_EQ(sentence_of(refused.error), "the picture is no JPEG, PNG or WebP; convert it to one of them");
}

}  // namespace
}  // namespace wagate::session_whatsapp
