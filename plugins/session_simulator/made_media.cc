#include "made_media.h"

#include <array>
#include <vector>

#include "prng.h"

namespace wagate::session_simulator {
namespace {

constexpr std::array<std::uint32_t, 256> make_ogg_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i << 24;
    for (int bit = 0; bit < 8; ++bit) crc = crc << 1 ^ (crc & 0x80000000u ? 0x04C11DB7u : 0u);
    table[i] = crc;
  }
  return table;
}
constexpr std::array<std::uint32_t, 256> kOggCrc = make_ogg_crc_table();

std::string low_first(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}
std::string high_first(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += i < 8 ? static_cast<char>(value >> (8 * i) & 0xFF) : '\0';
  return out;
}

// A page of an Ogg stream (RFC 3533) with `count` packets of the same bytes, each shorter than 255.
std::string ogg_page(int flags, std::uint64_t granule, std::uint32_t stream, std::uint32_t number,
                     const std::string& packet, int count) {
  std::string page = "OggS" + std::string(1, '\0') + static_cast<char>(flags) + low_first(granule, 8) +
                     low_first(stream, 4) + low_first(number, 4) + low_first(0, 4) + static_cast<char>(count);
  page.append(static_cast<std::size_t>(count), static_cast<char>(packet.size()));
  for (int i = 0; i < count; ++i) page += packet;
  std::uint32_t crc = 0;
  for (const char c : page) crc = crc << 8 ^ kOggCrc[(crc >> 24 ^ static_cast<unsigned char>(c)) & 0xFF];
  page.replace(22, 4, low_first(crc, 4));
  return page;
}

std::string mp4_box(const char* type, const std::string& content) {
  return high_first(content.size() + 8, 4) + type + content;
}
std::string mp4_full_box(const char* type, int flags, const std::string& content) {
  return mp4_box(type, high_first(static_cast<std::uint64_t>(flags), 4) + content);
}

// The identity matrix of track and movie headers.
std::string mp4_matrix() {
  return high_first(0x10000, 4) + high_first(0, 12) + high_first(0x10000, 4) + high_first(0, 12) +
         high_first(0x40000000, 4);
}

// The table of one sample that begins at `offset` of the file.
std::string mp4_sample_table(int width, int height, int milliseconds, std::size_t size, std::size_t offset) {
  const std::string entry =
      high_first(0, 6) + high_first(1, 2) + high_first(0, 16) + high_first(static_cast<std::uint64_t>(width), 2) +
      high_first(static_cast<std::uint64_t>(height), 2) + high_first(0x480000, 4) + high_first(0x480000, 4) +
      high_first(0, 4) + high_first(1, 2) + high_first(0, 32) + high_first(24, 2) + high_first(0xFFFF, 2);
  return mp4_full_box("stsd", 0, high_first(1, 4) + mp4_box("jpeg", entry)) +
         mp4_full_box("stts", 0,
                      high_first(1, 4) + high_first(1, 4) + high_first(static_cast<std::uint64_t>(milliseconds), 4)) +
         mp4_full_box("stsc", 0, high_first(1, 4) + high_first(1, 4) + high_first(1, 4) + high_first(1, 4)) +
         mp4_full_box("stsz", 0, high_first(0, 4) + high_first(1, 4) + high_first(size, 4)) +
         mp4_full_box("stco", 0, high_first(1, 4) + high_first(offset, 4));
}

}  // namespace

std::string make_opus(std::uint64_t seed, int seconds) {
  constexpr int kPacketsPerSecond = 50;  // of 20 ms
  constexpr std::uint64_t kSamplesPerSecond = 48'000;
  Prng choices(seed);
  const auto stream = static_cast<std::uint32_t>(choices.next());
  const std::string vendor = "wagate " + choices.upper_hex(8);
  // One channel, nothing to skip, 16000 Hz at the source (RFC 7845).
  std::string out =
      ogg_page(2, 0, stream, 0, "OpusHead\x01\x01" + low_first(0, 2) + low_first(16'000, 4) + low_first(0, 3), 1);
  out += ogg_page(0, 0, stream, 1, "OpusTags" + low_first(vendor.size(), 4) + vendor + low_first(0, 4), 1);
  for (int second = 1; second <= seconds; ++second)
    out += ogg_page(second == seconds ? 4 : 0, static_cast<std::uint64_t>(second) * kSamplesPerSecond, stream,
                    static_cast<std::uint32_t>(second) + 1, "\xF8\xFF\xFE", kPacketsPerSecond);
  return out;
}

std::string make_mp4(std::uint64_t seed, int width, int height, int seconds) {
  const std::string picture = make_jpeg(seed, width, height);
  const int milliseconds = seconds * 1'000;
  const std::string duration = high_first(static_cast<std::uint64_t>(milliseconds), 4);
  const std::string type = mp4_box("ftyp", "isom" + high_first(512, 4) + "isomiso2mp41");
  const std::string file = type + mp4_box("mdat", picture);

  const std::string table = mp4_sample_table(width, height, milliseconds, picture.size(), type.size() + 8);
  const std::string reference = mp4_full_box("dref", 0, high_first(1, 4) + mp4_full_box("url ", 1, ""));
  const std::string information =
      mp4_full_box("vmhd", 1, high_first(0, 8)) + mp4_box("dinf", reference) + mp4_box("stbl", table);
  const std::string media =
      mp4_full_box("mdhd", 0, high_first(0, 8) + high_first(1'000, 4) + duration + high_first(0x55C40000, 4)) +
      mp4_full_box("hdlr", 0, high_first(0, 4) + "vide" + high_first(0, 12) + "video" + high_first(0, 1)) +
      mp4_box("minf", information);
  const std::string track_header =
      high_first(0, 8) + high_first(1, 4) + high_first(0, 4) + duration + high_first(0, 16) + mp4_matrix() +
      high_first(static_cast<std::uint64_t>(width) << 16, 4) + high_first(static_cast<std::uint64_t>(height) << 16, 4);
  const std::string movie_header = high_first(0, 8) + high_first(1'000, 4) + duration + high_first(0x10000, 4) +
                                   high_first(0x0100, 2) + high_first(0, 10) + mp4_matrix() + high_first(0, 24) +
                                   high_first(2, 4);
  return file + mp4_box("moov", mp4_full_box("mvhd", 0, movie_header) +
                                    mp4_box("trak", mp4_full_box("tkhd", 3, track_header) + mp4_box("mdia", media)));
}

std::string make_pdf(std::uint64_t seed, int pages) {
  Prng choices(seed);
  const std::string number = std::to_string(choices.between(1'000, 9'999));
  std::string kids;
  for (int i = 0; i < pages; ++i) kids += std::to_string(4 + i) + " 0 R ";
  std::vector<std::string> objects = {"<</Type/Catalog/Pages 2 0 R>>",
                                      "<</Type/Pages/Kids[" + kids + "]/Count " + std::to_string(pages) + ">>",
                                      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"};
  for (int i = 0; i < pages; ++i)
    objects.push_back("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents " +
                      std::to_string(4 + pages + i) + " 0 R>>");
  for (int i = 0; i < pages; ++i) {
    const std::string text = "BT /F 24 Tf 72 760 Td (Invoice " + number + ", page " + std::to_string(i + 1) + ") Tj ET";
    objects.push_back("<</Length " + std::to_string(text.size()) + ">>stream\n" + text + "\nendstream");
  }

  std::string out = "%PDF-1.4\n";
  std::string places;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const std::string place = std::to_string(out.size());
    places += std::string(10 - place.size(), '0') + place + " 00000 n \n";
    out += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  const std::string size = std::to_string(objects.size() + 1);
  const std::string start = std::to_string(out.size());
  return out + "xref\n0 " + size + "\n0000000000 65535 f \n" + places + "trailer<</Size " + size +
         "/Root 1 0 R>>\nstartxref\n" + start + "\n%%EOF\n";
}

std::string make_media(ContentKind kind, std::string_view media_key) {
  const std::uint64_t seed = Prng::derive(0, media_key);
  Prng choices(Prng::derive(seed, "format"));
  const bool portrait = choices.percent(60);
  switch (kind) {
    case ContentKind::image:
      return make_jpeg(seed, portrait ? 144 : 256, portrait ? 256 : 144);
    case ContentKind::video:
      return make_mp4(seed, portrait ? 96 : 160, portrait ? 160 : 96, static_cast<int>(choices.between(3, 90)));
    case ContentKind::audio:
      return make_opus(seed, static_cast<int>(choices.between(1, 60)));
    case ContentKind::document:
      return make_pdf(seed, static_cast<int>(choices.between(1, 4)));
    case ContentKind::sticker:
      return make_webp(seed, 512, 512);
    default:
      return {};
  }
}

}  // namespace wagate::session_simulator
