#include "media_content.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace wagate::api_rest {
namespace {

TEST(MediaContent, IsFoundBelowItsWrappers) {
  const Json message = Json::parse(
      R"({"ephemeralMessage":{"message":{"viewOnceMessageV2":{"message":{"imageMessage":{"caption":"x"}}}}}})");

  const MediaContent media = media_of(message);

  EXPECT_EQ(media.type, "imageMessage");
  ASSERT_NE(media.content, nullptr);
  EXPECT_EQ(text_at(*media.content, "caption"), "x");
}

TEST(MediaContent, IsNothingWhereThereIsNone) {
  for (const char* text : {R"({"conversation":"x"})", "{}", R"({"imageMessage":"x"})", R"({"viewOnceMessage":{}})"})
    EXPECT_EQ(media_of(Json::parse(text)).content, nullptr) << text;
}

TEST(MediaContent, EndsInADeepChainOfWrappers) {
  std::string text = R"({"imageMessage":{}})";
  for (int i = 0; i < 50; ++i) text = R"({"viewOnceMessage":{"message":)" + text + "}}";

  EXPECT_EQ(media_of(Json::parse(text)).content, nullptr);
}

TEST(MediaContent, HasTheExtensionOfItsType) {
  EXPECT_EQ(extension_of("image/jpeg"), "jpeg");
  EXPECT_EQ(extension_of("audio/ogg; codecs=opus"), "ogg");
  EXPECT_EQ(extension_of("audio/mpeg"), "mp3");
  EXPECT_EQ(extension_of("application/vnd.ms-excel"), "xls");
  for (const char* odd : {"", "image", "image/", "a/../../x", "application/x-y+z"}) EXPECT_EQ(extension_of(odd), "bin") << odd;
}

}  // namespace
}  // namespace wagate::api_rest
