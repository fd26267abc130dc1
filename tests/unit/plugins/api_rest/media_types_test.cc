#include "media_types.h"

#include <gtest/gtest.h>

#include <string>

namespace wagate::api_rest {
namespace {

using namespace std::string_view_literals;

TEST(MediaTypes, AreKnownByTheFirstBytes) {
  EXPECT_EQ(type_of_bytes("\xFF\xD8\xFF\xE0...."sv), "image/jpeg");
  EXPECT_EQ(type_of_bytes("\x89PNG\r\n\x1A\n.."sv), "image/png");
  EXPECT_EQ(type_of_bytes("GIF89a"sv), "image/gif");
  EXPECT_EQ(type_of_bytes("RIFF\0\0\0\0WEBPVP8 "sv), "image/webp");
  EXPECT_EQ(type_of_bytes("RIFF\0\0\0\0WAVEfmt "sv), "audio/wav");
  EXPECT_EQ(type_of_bytes("\0\0\0\x18"
                          "ftypmp42"sv),
            "video/mp4");
  EXPECT_EQ(type_of_bytes("\0\0\0\x18"
                          "ftypM4A "sv),
            "audio/mp4");
  EXPECT_EQ(type_of_bytes("OggS\0\2"sv), "audio/ogg");
  EXPECT_EQ(type_of_bytes("OggS" + std::string(24, '\0') + "OpusHead"), "audio/ogg; codecs=opus");
  EXPECT_EQ(type_of_bytes("ID3\4"sv), "audio/mpeg");
  EXPECT_EQ(type_of_bytes("\xFF\xFB\x90"sv), "audio/mpeg");
  EXPECT_EQ(type_of_bytes("\xFF\xF1\x50"sv), "audio/aac");
  EXPECT_EQ(type_of_bytes("%PDF-1.7"sv), "application/pdf");
  EXPECT_EQ(type_of_bytes("PK\3\4"sv), "application/zip");
}

TEST(MediaTypes, AreUnknownOfOtherBytes) {
  EXPECT_EQ(type_of_bytes(""), "");
  EXPECT_EQ(type_of_bytes("Hello"), "");
  EXPECT_EQ(type_of_bytes("\xFF"sv), "");
  EXPECT_EQ(type_of_bytes("\xFF\xFE"sv), "");
}

TEST(MediaTypes, AreKnownByTheNameOfAFile) {
  EXPECT_EQ(type_of_name("a.pdf"), "application/pdf");
  EXPECT_EQ(type_of_name("A.B.JPG"), "image/jpeg");
  EXPECT_EQ(type_of_name("voice.opus"), "audio/ogg; codecs=opus");
  EXPECT_EQ(type_of_name("pdf"), "");
  EXPECT_EQ(type_of_name("a."), "");
  EXPECT_EQ(type_of_name("a.unknown"), "");
  EXPECT_EQ(type_of_name(""), "");
}

}  // namespace
}  // namespace wagate::api_rest
