#include "kernel/app/qr_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace wagate::app {
namespace {

std::size_t lines_of(const std::string& text) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

TEST(QrCode, IsASquareWithAQuietZone) {
  // Version 1 has 21 modules; with a quiet zone of 2 on each side 25, two rows to a line.
  const std::string code = qr_as_text("wagate", false);
  EXPECT_EQ(lines_of(code), 13u);
  // Without colours light modules are drawn: the first line is all light.
  EXPECT_TRUE(code.starts_with("\u2588\u2588\u2588\u2588"));
}

TEST(QrCode, StaysBlackOnWhiteInColour) {
  const std::string code = qr_as_text("wagate", true);
  EXPECT_TRUE(code.starts_with("\x1b[38;5;16;48;5;231m    "));
  EXPECT_TRUE(code.ends_with("\x1b[0m\n"));
}

TEST(QrCode, IsEmptyForATextThatIsTooLong) { EXPECT_EQ(qr_as_text(std::string(4000, 'x'), false), ""); }

}  // namespace
}  // namespace wagate::app
