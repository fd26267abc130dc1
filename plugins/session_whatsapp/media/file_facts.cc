#include "media/file_facts.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace wagate::session_whatsapp {
namespace {

constexpr std::uint32_t kMaxSide = 65'535;
constexpr std::size_t kMaxSegments = 4'096;  // of a JPEG, boxes of an MPEG-4

std::uint64_t number_at(std::string_view bytes, std::size_t offset, std::size_t width) {
  std::uint64_t number = 0;
  if (offset > bytes.size() || bytes.size() - offset < width) return 0;
  for (std::size_t i = 0; i < width; ++i) number = number << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return number;
}

std::uint64_t little_number_at(std::string_view bytes, std::size_t offset, std::size_t width) {
  std::uint64_t number = 0;
  if (offset > bytes.size() || bytes.size() - offset < width) return 0;
  for (std::size_t i = width; i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return number;
}

bool holds(std::string_view bytes, std::size_t offset, std::string_view wanted) {
  return offset <= bytes.size() && bytes.substr(offset).starts_with(wanted);
}

std::uint32_t clamped(std::uint64_t number, std::uint32_t limit) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(number, limit));
}

void set_size(FileFacts& facts, std::uint64_t width, std::uint64_t height) {
  if (width == 0 || height == 0 || width > kMaxSide || height > kMaxSide) return;
  facts.width = static_cast<std::uint32_t>(width);
  facts.height = static_cast<std::uint32_t>(height);
}

FileFacts of_png(std::string_view bytes) {
  FileFacts facts{.mimetype = "image/png"};
  if (holds(bytes, 12, "IHDR")) set_size(facts, number_at(bytes, 16, 4), number_at(bytes, 20, 4));
  return facts;
}

FileFacts of_gif(std::string_view bytes) {
  FileFacts facts{.mimetype = "image/gif"};
  set_size(facts, little_number_at(bytes, 6, 2), little_number_at(bytes, 8, 2));
  return facts;
}

// The size stands in the first start-of-frame segment.
FileFacts of_jpeg(std::string_view bytes) {
  FileFacts facts{.mimetype = "image/jpeg"};
  std::size_t at = 2;
  for (std::size_t i = 0; i < kMaxSegments && at + 9 <= bytes.size(); ++i) {
    if (static_cast<unsigned char>(bytes[at]) != 0xFF) return facts;
    const auto marker = static_cast<unsigned char>(bytes[at + 1]);
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    const bool is_frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (is_frame) {
      set_size(facts, number_at(bytes, at + 7, 2), number_at(bytes, at + 5, 2));
      return facts;
    }
    if (marker == 0xDA || marker == 0xD9) return facts;
    const bool has_length = marker != 0x01 && (marker < 0xD0 || marker > 0xD8);
    at += 2 + (has_length ? static_cast<std::size_t>(number_at(bytes, at + 2, 2)) : 0);
  }
  return facts;
}

FileFacts of_webp(std::string_view bytes) {
  FileFacts facts{.mimetype = "image/webp"};
  if (holds(bytes, 12, "VP8X") && bytes.size() >= 30) {
    facts.is_animated = (static_cast<unsigned char>(bytes[20]) & 0x02) != 0;
    set_size(facts, little_number_at(bytes, 24, 3) + 1, little_number_at(bytes, 27, 3) + 1);
  } else if (holds(bytes, 12, "VP8L") && bytes.size() >= 25 && holds(bytes, 20, "\x2F")) {
    const std::uint64_t bits = little_number_at(bytes, 21, 4);
    set_size(facts, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
  } else if (holds(bytes, 12, "VP8 ") && holds(bytes, 23, "\x9D\x01\x2A")) {
    set_size(facts, little_number_at(bytes, 26, 2) & 0x3FFF, little_number_at(bytes, 28, 2) & 0x3FFF);
  }
  return facts;
}

// The last page says how many samples came before its end; Opus always counts 48 000 a second.
FileFacts of_ogg(std::string_view bytes) {
  constexpr std::uint64_t kOpusRate = 48'000;
  const std::string_view head = bytes.substr(0, 256);
  const bool is_opus = head.find("OpusHead") != std::string_view::npos;
  FileFacts facts{.mimetype = is_opus ? "audio/ogg; codecs=opus" : "audio/ogg"};
  std::uint64_t rate = is_opus ? kOpusRate : 0;
  if (const std::size_t vorbis = head.find("\x01vorbis"); vorbis != std::string_view::npos)
    rate = little_number_at(head, vorbis + 12, 4);
  const std::size_t last = bytes.rfind("OggS");
  if (rate == 0 || last == std::string_view::npos) return facts;
  const std::uint64_t samples = little_number_at(bytes, last + 6, 8);
  if (samples < std::uint64_t{1} << 48) facts.seconds = clamped((samples + rate / 2) / rate, 1'000'000);
  return facts;
}

// The content of the first box with that name among those in `bytes`.
std::optional<std::string_view> box_in(std::string_view bytes, std::string_view name) {
  for (std::size_t i = 0; i < kMaxSegments && bytes.size() >= 8; ++i) {
    std::uint64_t size = number_at(bytes, 0, 4);
    std::size_t header = 8;
    if (size == 1) {
      if (bytes.size() < 16) return std::nullopt;
      size = number_at(bytes, 8, 8);
      header = 16;
    } else if (size == 0) {
      size = bytes.size();  // to the end
    }
    if (size < header) return std::nullopt;
    const std::size_t length = static_cast<std::size_t>(std::min<std::uint64_t>(size, bytes.size()));
    if (holds(bytes, 4, name)) return bytes.substr(header, length - header);
    bytes.remove_prefix(length);
  }
  return std::nullopt;
}

// Length in whole seconds, and the size of the first track that has one.
FileFacts of_mpeg4(std::string_view bytes) {
  const std::string_view brand = bytes.substr(8, 4);
  FileFacts facts{.mimetype = brand.starts_with("M4A")   ? "audio/mp4"
                              : brand.starts_with("qt")  ? "video/quicktime"
                              : brand.starts_with("3gp") ? "video/3gpp"
                                                         : "video/mp4"};
  const auto movie = box_in(bytes, "moov");
  if (!movie) return facts;
  if (const auto header = box_in(*movie, "mvhd")) {
    const bool is_long = number_at(*header, 0, 1) == 1;
    const std::uint64_t scale = number_at(*header, is_long ? 20 : 12, 4);
    const std::uint64_t length = number_at(*header, is_long ? 24 : 16, is_long ? 8 : 4);
    if (scale != 0) facts.seconds = clamped(length / scale, 1'000'000);
  }
  std::string_view rest = *movie;
  for (std::size_t i = 0; i < 16 && facts.width == 0; ++i) {
    const auto track = box_in(rest, "trak");
    if (!track) break;
    if (const auto header = box_in(*track, "tkhd"); header && header->size() >= 84) {
      const std::size_t size_at = header->size() - 8;  // two 16.16 numbers at the end
      set_size(facts, number_at(*header, size_at, 2), number_at(*header, size_at + 4, 2));
    }
    rest = std::string_view(track->data() + track->size(), rest.data() + rest.size());
  }
  return facts;
}

}  // namespace

FileFacts look_at_file(std::string_view bytes) {
  constexpr std::string_view kPng("\x89PNG\r\n\x1A\n", 8);
  if (bytes.starts_with(kPng)) return of_png(bytes);
  if (bytes.starts_with("\xFF\xD8\xFF")) return of_jpeg(bytes);
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return of_gif(bytes);
  if (bytes.starts_with("RIFF") && holds(bytes, 8, "WEBP")) return of_webp(bytes);
  if (bytes.starts_with("RIFF") && holds(bytes, 8, "WAVE")) return {.mimetype = "audio/wav"};
  if (bytes.starts_with("OggS")) return of_ogg(bytes);
  if (holds(bytes, 4, "ftyp")) return of_mpeg4(bytes);
  if (bytes.starts_with("\x1A\x45\xDF\xA3")) return {.mimetype = "video/webm"};
  if (bytes.starts_with("#!AMR")) return {.mimetype = "audio/amr"};
  if (bytes.starts_with("fLaC")) return {.mimetype = "audio/flac"};
  if (bytes.starts_with("ID3")) return {.mimetype = "audio/mpeg"};
  const bool is_frame = bytes.size() >= 2 && static_cast<unsigned char>(bytes[0]) == 0xFF;
  const unsigned second = is_frame ? static_cast<unsigned char>(bytes[1]) : 0u;
  if ((second & 0xF6) == 0xF0) return {.mimetype = "audio/aac"};
  if ((second & 0xE6) == 0xE2) return {.mimetype = "audio/mpeg"};
  if (bytes.starts_with("%PDF-")) return {.mimetype = "application/pdf"};
  if (bytes.starts_with("PK\x03\x04")) return {.mimetype = "application/zip"};
  return {};
}

}  // namespace wagate::session_whatsapp
