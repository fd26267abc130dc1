#include "wagate/base64.h"

#include <gtest/gtest.h>

namespace wagate {

TEST(Base64, EncodesTheVectorsOfTheStandard) {
  EXPECT_EQ(base64::encode(""), "");
  EXPECT_EQ(base64::encode("f"), "Zg==");
  EXPECT_EQ(base64::encode("fo"), "Zm8=");
  EXPECT_EQ(base64::encode("foo"), "Zm9v");
  EXPECT_EQ(base64::encode("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64::encode("\xff\xef\xbe"), "/+++");
}

TEST(Base64, DecodesWhatItEncodes) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    bytes += static_cast<char>(i * 7);
    EXPECT_EQ(base64::decode(base64::encode(bytes)), bytes);
  }
}

TEST(Base64, ReadsTheUrlSafeAlphabetAndMissingPadding) {
  EXPECT_EQ(base64::decode("_-8"), "\xff\xef");
  EXPECT_EQ(base64::decode("/+8="), "\xff\xef");
  EXPECT_EQ(base64::decode(""), "");
}

TEST(Base64, RefusesWhatIsNoBase64) {
  for (const char* text : {"A", "AAAAA", "A===", "AA=", "AA=A", "AAA==", "AA A", "AA\nA", "%%%%", "AA==\n"})
    EXPECT_EQ(base64::decode(text), std::nullopt) << text;
}

}  // namespace wagate
