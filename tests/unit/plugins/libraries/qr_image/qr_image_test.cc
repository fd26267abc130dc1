#include "qr_image/qr_image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "wagate/base64.h"

namespace wagate::qr_image {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string png_of(const std::string& data_url) {
  const std::string prefix = "data:image/png;base64,";
  EXPECT_THAT(data_url, StartsWith(prefix));
  return base64::decode(std::string_view(data_url).substr(prefix.size())).value_or("");
}

// The colours of a picture: light, then dark.
std::string palette(std::initializer_list<int> dark) {
  std::string out = "PLTE\xff\xff\xff";
  for (const int channel : dark) out += static_cast<char>(channel);
  return out;
}

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
  std::uint32_t out = 0;
  for (std::size_t i = at; i < at + 4; ++i) out = out << 8 | static_cast<unsigned char>(bytes.at(i));
  return out;
}

std::uint32_t modules_of(const std::string& text) { return big_endian(png_of(QrImage().data_url(text)), 16) / 4 - 6; }

TEST(QrImage, IsAPngOfWholeModulesInItsColour) {
  const std::string png = png_of(QrImage::in_colour("#198754")->data_url("2@abc,def,ghi,jkl"));

  EXPECT_THAT(png, StartsWith("\x89PNG\r\n\x1a\n"));
  const std::uint32_t width = big_endian(png, 16);
  EXPECT_EQ(width, big_endian(png, 20));
  EXPECT_EQ(width % 4, 0u);
  EXPECT_EQ((width / 4 - 6 - 17) % 4, 0u);  // a QR code has 17 + 4n modules, the quiet zone 3 on each side
  EXPECT_THAT(png, HasSubstr(palette({0x19, 0x87, 0x54})));
}

TEST(QrImage, CanBeScanned) {
  ASSERT_EQ(std::system("command -v zbarimg >/dev/null 2>&1"), 0) << "zbarimg is missing; install zbar-tools";
  const std::string text = "2@" + base64::encode(std::string(54, 'r')) + "," + base64::encode(std::string(32, '\xa7')) +
                           "," + base64::encode(std::string(32, '\x11')) + "," +
                           base64::encode(std::string(32, '\xee'));
  std::string folder = (std::filesystem::temp_directory_path() / "wagate-qr-XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const std::string file = folder + "/code.png";
  std::ofstream(file, std::ios::binary) << png_of(QrImage::in_colour("#198754")->data_url(text));

  FILE* scanner = ::popen(("zbarimg --quiet --raw " + file + " 2>/dev/null").c_str(), "r");
  ASSERT_NE(scanner, nullptr);
  char line[1024] = {};
  EXPECT_NE(std::fgets(line, sizeof(line), scanner), nullptr);
  ::pclose(scanner);
  std::filesystem::remove_all(folder);

  EXPECT_EQ(line, text + "\n");
}

TEST(QrImage, HasTheStrongestCorrectionThatHoldsTheText) {
  EXPECT_EQ(modules_of(std::string(1'273, 'x')), 177u);  // the most of level H
  EXPECT_EQ(modules_of(std::string(100, 'x')), 57u);     // version 10 at H; 41 would do at L
  EXPECT_EQ(modules_of(std::string(2'953, 'x')), 177u);  // the most of level L
}

TEST(QrImage, IsEmptyForATextThatNoCodeHolds) { EXPECT_EQ(QrImage().data_url(std::string(2'954, 'x')), ""); }

TEST(QrImage, ReadsColoursInBothLengthsAndCases) {
  EXPECT_THAT(png_of(QrImage::in_colour("#1a2B3c")->data_url("x")), HasSubstr(palette({0x1a, 0x2b, 0x3c})));
  EXPECT_THAT(png_of(QrImage::in_colour("#fa0")->data_url("x")), HasSubstr(palette({0xff, 0xaa, 0x00})));
  EXPECT_THAT(png_of(QrImage().data_url("x")), HasSubstr(palette({0, 0, 0})));
}

TEST(QrImage, IsNotMadeInAColourThatIsNone) {
  for (const char* text : {"", "#", "198754", "#19875", "#12345", "#gggggg", "#ggg", "green", "#1 8754", "#1234567"})
    EXPECT_FALSE(QrImage::in_colour(text)) << text;
}

}  // namespace
}  // namespace wagate::qr_image
