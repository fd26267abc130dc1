#include "wagate/base64.h"

#include <gtest/gtest.h>

namespace wagate {
namespace {

TEST(Base64, IsWrittenWithPadding) {
  EXPECT_EQ(base64::encode(""), "");
  EXPECT_EQ(base64::encode("f"), "Zg==");
  EXPECT_EQ(base64::encode("fo"), "Zm8=");
  EXPECT_EQ(base64::encode("foo"), "Zm9v");
  EXPECT_EQ(base64::encode("\xfb\xff"), "+/8=");
}

TEST(Base64, GoesThereAndBack) {
  std::string bytes;
  for (int size = 0; size < 300; ++size) {
    EXPECT_EQ(base64::decode(base64::encode(bytes)), bytes);
    bytes += static_cast<char>(size * 37);
  }
}

TEST(Base64, IsReadWithoutPaddingAndInTheAlphabetOfUrls) {
  EXPECT_EQ(base64::decode("Zg"), "f");
  EXPECT_EQ(base64::decode("Zm8"), "fo");
  EXPECT_EQ(base64::decode("-_8"), "\xfb\xff");
}

TEST(Base64, IsRefusedWhenMalformed) {
  for (const char* text : {"A", "====", "AA=A", "A===", "AAA\n", "AA==AAAA", "AA=", "AA A"})
    EXPECT_FALSE(base64::decode(text)) << text;
}

}  // namespace
}  // namespace wagate
