#include "media/file_facts.h"

#include <gtest/gtest.h>

#include <string>

namespace wagate::session_whatsapp {
namespace {

using namespace std::string_literals;

std::string be32(std::uint32_t number) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xFF);
  return out;
}

std::string box(const std::string& name, const std::string& content) {
  return be32(static_cast<std::uint32_t>(content.size() + 8)) + name + content;
}

std::string png(std::uint32_t width, std::uint32_t height) {
  return "\x89PNG\r\n\x1A\n"s + be32(13) + "IHDR" + be32(width) + be32(height) + "\x08\x02\0\0\0"s;
}

TEST(FileFacts, PicturesTellTheirSize) {
  const FileFacts of_png = look_at_file(png(640, 480));
  EXPECT_EQ(of_png.mimetype, "image/png");
  EXPECT_EQ(of_png.width, 640u);
  EXPECT_EQ(of_png.height, 480u);

  const FileFacts jpeg = look_at_file("\xFF\xD8\xFF\xE0\0\x04\x01\x02\xFF\xC0\0\x11\x08\x00\x20\x00\x10\x03"s);
  EXPECT_EQ(jpeg.mimetype, "image/jpeg");
  EXPECT_EQ(jpeg.width, 16u);
  EXPECT_EQ(jpeg.height, 32u);

  const FileFacts gif = look_at_file("GIF89a\x0A\0\x14\0"s);
  EXPECT_EQ(gif.mimetype, "image/gif");
  EXPECT_EQ(gif.width, 10u);
  EXPECT_EQ(gif.height, 20u);
}

TEST(FileFacts, WebpTellsItsSizeInAllItsForms) {
  const FileFacts extended = look_at_file("RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\x02\0\0\0\xFF\x01\0\x7F\0\0"s);
  EXPECT_EQ(extended.mimetype, "image/webp");
  EXPECT_EQ(extended.width, 512u);
  EXPECT_EQ(extended.height, 128u);
  EXPECT_TRUE(extended.is_animated);

  const FileFacts lossless = look_at_file("RIFF\0\0\0\0WEBPVP8L\x05\0\0\0\x2F\x0F\xC0\x07\0"s);
  EXPECT_EQ(lossless.width, 16u);
  EXPECT_EQ(lossless.height, 32u);
  EXPECT_FALSE(lossless.is_animated);

  const FileFacts lossy = look_at_file("RIFF\0\0\0\0WEBPVP8 \x0A\0\0\0\0\0\0\x9D\x01\x2A\x40\0\x20\0"s);
  EXPECT_EQ(lossy.width, 64u);
  EXPECT_EQ(lossy.height, 32u);
}

TEST(FileFacts, SoundAndFilmTellTheirLength) {
  const std::string page = "OggS\0\x04"s + "\x00\xEE\x02\0\0\0\0\0"s + std::string(13, '\0') + "\0OpusHead"s;
  const FileFacts voice = look_at_file(page);
  EXPECT_EQ(voice.mimetype, "audio/ogg; codecs=opus");
  EXPECT_EQ(voice.seconds, 4u);

  const std::string movie_header = be32(0) + be32(0) + be32(0) + be32(1000) + be32(7500) + std::string(80, '\0');
  const std::string track_header = std::string(76, '\0') + be32(320u << 16) + be32(240u << 16);
  const FileFacts film = look_at_file(box("ftyp", "isom" + be32(0)) +
                                      box("moov", box("mvhd", movie_header) + box("trak", box("tkhd", track_header))));
  EXPECT_EQ(film.mimetype, "video/mp4");
  EXPECT_EQ(film.seconds, 7u);
  EXPECT_EQ(film.width, 320u);
  EXPECT_EQ(film.height, 240u);
}

TEST(FileFacts, OtherFilesTellTheirType) {
  const auto type = [](const std::string& bytes) { return std::string(look_at_file(bytes).mimetype); };
  EXPECT_EQ(type("%PDF-1.7"), "application/pdf");
  EXPECT_EQ(type("PK\x03\x04"), "application/zip");
  EXPECT_EQ(type("ID3\x03"), "audio/mpeg");
  EXPECT_EQ(type("\xFF\xFB\x90"), "audio/mpeg");
  EXPECT_EQ(type("\xFF\xF1\x50"), "audio/aac");
  EXPECT_EQ(type("RIFF\0\0\0\0WAVE"s), "audio/wav");
  EXPECT_EQ(type(box("ftyp", "M4A \0\0\0\0"s)), "audio/mp4");
  EXPECT_EQ(type("\x1A\x45\xDF\xA3"), "video/webm");
  EXPECT_EQ(type("hello"), "application/octet-stream");
  EXPECT_EQ(type(""), "application/octet-stream");
}

TEST(FileFacts, HeadersThatAreCutOrLieTellNothing) {
  const std::string whole = png(640, 480);
  for (std::size_t size = 0; size < 24; ++size) EXPECT_EQ(look_at_file(whole.substr(0, size)).width, 0u) << size;
  EXPECT_EQ(look_at_file(png(0xFFFFFFFF, 1)).width, 0u);
  EXPECT_EQ(look_at_file("\xFF\xD8\xFF\xE0\0\0"s).width, 0u);
  EXPECT_EQ(look_at_file(box("ftyp", "isom" + be32(0)) + be32(0xFFFFFFFF) + "moov").seconds, 0u);
}

}  // namespace
}  // namespace wagate::session_whatsapp
