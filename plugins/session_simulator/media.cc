#include "media.h"

#include <openssl/sha.h>

namespace wagate::session_simulator {
namespace {

// Bytes of a file by position; beyond its end everything is zero.
class FileBytes {
 public:
  explicit FileBytes(std::string_view bytes) : bytes_(bytes) {}

  std::uint32_t at(std::size_t i) const { return i < bytes_.size() ? static_cast<unsigned char>(bytes_[i]) : 0u; }
  std::uint32_t big16(std::size_t i) const { return at(i) << 8 | at(i + 1); }
  std::uint32_t big32(std::size_t i) const { return big16(i) << 16 | big16(i + 2); }
  std::uint32_t little16(std::size_t i) const { return at(i + 1) << 8 | at(i); }
  std::uint32_t little24(std::size_t i) const { return at(i + 2) << 16 | little16(i); }
  std::uint32_t little32(std::size_t i) const { return little16(i + 2) << 16 | little16(i); }
  std::uint64_t little64(std::size_t i) const { return std::uint64_t{little32(i + 4)} << 32 | little32(i); }
  bool has(std::string_view text, std::size_t i) const {
    return i <= bytes_.size() && bytes_.substr(i, text.size()) == text;
  }
  std::size_t size() const { return bytes_.size(); }
  std::string_view all() const { return bytes_; }

 private:
  std::string_view bytes_;
};

void look_at_jpeg(const FileBytes& file, MediaFacts& facts) {
  facts.mimetype = "image/jpeg";
  for (std::size_t i = 2; i + 9 < file.size() && file.at(i) == 0xFF;) {
    const std::uint32_t marker = file.at(i + 1);
    const bool is_frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (is_frame) {
      facts.height = static_cast<int>(file.big16(i + 5));
      facts.width = static_cast<int>(file.big16(i + 7));
      return;
    }
    if (marker == 0xDA) return;
    i += marker == 0xFF ? 1 : 2 + file.big16(i + 2);
  }
}

void look_at_webp(const FileBytes& file, MediaFacts& facts) {
  facts.mimetype = "image/webp";
  if (file.has("VP8X", 12)) {
    facts.animated = (file.at(20) & 2) != 0;
    facts.width = static_cast<int>(file.little24(24)) + 1;
    facts.height = static_cast<int>(file.little24(27)) + 1;
  } else if (file.has("VP8L", 12)) {
    const std::uint32_t packed = file.little32(21);
    facts.width = static_cast<int>(packed & 0x3FFF) + 1;
    facts.height = static_cast<int>(packed >> 14 & 0x3FFF) + 1;
  } else if (file.has("VP8 ", 12)) {
    facts.width = static_cast<int>(file.little16(26) & 0x3FFF);
    facts.height = static_cast<int>(file.little16(28) & 0x3FFF);
  }
}

// The last page tells how many samples there are, at 48000 a second in Opus.
void look_at_ogg(const FileBytes& file, MediaFacts& facts) {
  facts.mimetype = "audio/ogg; codecs=opus";
  const std::size_t last = file.all().rfind("OggS");
  const std::uint64_t samples = file.little64(last + 6);
  constexpr std::uint64_t kDay = 48'000ull * 86'400;
  if (samples < kDay) facts.seconds = static_cast<std::int64_t>((samples + 47'999) / 48'000);
}

void look_at_mp4(const FileBytes& file, MediaFacts& facts) {
  facts.mimetype = file.has("M4A ", 8) ? "audio/mp4" : file.has("qt  ", 8) ? "video/quicktime" : "video/mp4";
  const std::size_t header = file.all().find("mvhd");
  if (header == std::string_view::npos || file.at(header + 4) != 0) return;
  const std::uint32_t units_per_second = file.big32(header + 16);
  if (units_per_second > 0)
    facts.seconds = (std::int64_t{file.big32(header + 20)} + units_per_second - 1) / units_per_second;
  // The first track with a picture tells the size, as 16.16 fixed point at the end of its header.
  for (std::size_t track = file.all().find("tkhd"); track != std::string_view::npos;
       track = file.all().find("tkhd", track + 4)) {
    facts.width = static_cast<int>(file.big16(track + 80));
    facts.height = static_cast<int>(file.big16(track + 84));
    if (facts.width > 0) return;
  }
}

}  // namespace

MediaFacts look_at(std::string_view bytes) {
  const FileBytes file(bytes);
  MediaFacts facts;
  if (file.has("\x89PNG\r\n\x1a\n", 0)) {
    facts.mimetype = "image/png";
    facts.width = static_cast<int>(file.big32(16) & 0x7FFFFFFF);
    facts.height = static_cast<int>(file.big32(20) & 0x7FFFFFFF);
  } else if (file.has("\xFF\xD8\xFF", 0)) {
    look_at_jpeg(file, facts);
  } else if (file.has("GIF8", 0)) {
    facts.mimetype = "image/gif";
    facts.width = static_cast<int>(file.little16(6));
    facts.height = static_cast<int>(file.little16(8));
  } else if (file.has("RIFF", 0) && file.has("WEBP", 8)) {
    look_at_webp(file, facts);
  } else if (file.has("RIFF", 0) && file.has("WAVE", 8)) {
    facts.mimetype = "audio/wav";
    if (file.little32(28) > 0) facts.seconds = static_cast<std::int64_t>(file.size() / file.little32(28));
  } else if (file.has("OggS", 0)) {
    look_at_ogg(file, facts);
  } else if (file.has("ID3", 0) || (file.at(0) == 0xFF && (file.at(1) & 0xE6) == 0xE2)) {
    facts.mimetype = "audio/mpeg";
    facts.seconds = static_cast<std::int64_t>(file.size() / 16'000) + 1;  // at 128 kbit/s
  } else if (file.has("ftyp", 4)) {
    look_at_mp4(file, facts);
  } else if (file.has("%PDF-", 0)) {
    facts.mimetype = "application/pdf";
  }
  return facts;
}

std::string sha256(std::string_view bytes) {
  std::string out(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(out.data()));
  return out;
}

}  // namespace wagate::session_simulator
