// JPEG and WebP; declared in made_media.h.
#include <cstdlib>

#include "made_media.h"
#include "prng.h"

namespace wagate::session_simulator {
namespace {

void append_big16(std::string& out, int value) {
  out += static_cast<char>(value >> 8 & 0xFF);
  out += static_cast<char>(value & 0xFF);
}

// The entropy-coded part of a JPEG in which every block is flat: a DC difference, then "end of block".
class FlatScan {
 public:
  explicit FlatScan(std::string& out) : out_(out) {}

  // `difference` to the block before of the same component, at most 255 in size.
  void block(int difference) {
    int size = 0;
    for (int rest = std::abs(difference); rest > 0; rest >>= 1) ++size;
    put(static_cast<unsigned>(size), 4);  // the DC table has the sizes 0 to 8 as codes of four bits
    if (size > 0) put(static_cast<unsigned>(difference >= 0 ? difference : difference + (1 << size) - 1), size);
    put(0, 1);  // the only code of the AC table
  }
  void finish() {
    while (count_ != 0) put(1, 1);
  }

 private:
  void put(unsigned bits, int count) {
    for (int i = count - 1; i >= 0; --i) {
      byte_ = byte_ << 1 | (bits >> i & 1u);
      if (++count_ < 8) continue;
      out_ += static_cast<char>(byte_);
      if (byte_ == 0xFF) out_ += '\0';
      byte_ = 0;
      count_ = 0;
    }
  }

  std::string& out_;
  unsigned byte_ = 0;
  int count_ = 0;
};

void append_jpeg_header(std::string& out, int width, int height) {
  using namespace std::string_view_literals;
  out += "\xFF\xD8\xFF\xE0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"sv;
  out += "\xFF\xDB\x00\x43\x00"sv;
  out.append(64, '\x10');  // every step is 16, so a DC value is half the brightness
  out += "\xFF\xC0\x00\x11\x08"sv;
  append_big16(out, height);
  append_big16(out, width);
  out += "\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00"sv;
  out += "\xFF\xC4\x00\x1C\x00\0\0\0\x09\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08"sv;
  out += "\xFF\xC4\x00\x14\x10\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"sv;
  out += "\xFF\xDA\x00\x0C\x03\x01\x00\x02\x00\x03\x00\x00\x3F\x00"sv;
}

// Writes bits from the lowest, as WebP wants them.
class LowBits {
 public:
  explicit LowBits(std::string& out) : out_(out) {}
  void put(std::uint32_t bits, int count) {
    for (int i = 0; i < count; ++i) {
      byte_ |= (bits >> i & 1u) << count_;
      if (++count_ == 8) finish();
    }
  }
  void finish() {
    if (count_ == 0) return;
    out_ += static_cast<char>(byte_);
    byte_ = 0;
    count_ = 0;
  }

 private:
  std::string& out_;
  std::uint32_t byte_ = 0;
  int count_ = 0;
};

void append_little32(std::string& out, std::size_t value) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift & 0xFF);
}

}  // namespace

std::string make_jpeg(std::uint64_t seed, int width, int height) {
  Prng choices(seed);
  std::string out;
  append_jpeg_header(out, width, height);
  const int columns = (width + 7) / 8;
  const int rows = (height + 7) / 8;
  const int start = static_cast<int>(choices.between(-40, 0));
  const int down = static_cast<int>(choices.between(-20, 60));
  const int right = static_cast<int>(choices.between(-20, 40));
  const int hue[2] = {static_cast<int>(choices.between(-40, 40)), static_cast<int>(choices.between(-40, 40))};
  FlatScan scan(out);
  int before = 0;
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) {
      const int grain = static_cast<int>(choices.below(3));
      const int bright = start + down * y / rows + right * x / columns + grain;
      scan.block(bright - before);
      before = bright;
      const bool first = x == 0 && y == 0;
      for (const int colour : hue) scan.block(first ? colour : 0);
    }
  }
  scan.finish();
  return out + "\xFF\xD9";
}

std::string make_webp(std::uint64_t seed, int width, int height) {
  Prng choices(seed);
  std::string picture;
  picture += '\x2F';
  LowBits bits(picture);
  bits.put(static_cast<std::uint32_t>(width - 1), 14);
  bits.put(static_cast<std::uint32_t>(height - 1), 14);
  bits.put(0, 4);                                  // no alpha, version 0
  bits.put(0, 3);                                  // no transform, no colour cache, one group of codes
  for (int channel = 0; channel < 4; ++channel) {  // green, red, blue, alpha: a code of one symbol takes no bits
    bits.put(1, 2);
    bits.put(1, 1);
    bits.put(channel == 3 ? 255 : static_cast<std::uint32_t>(choices.below(256)), 8);
  }
  bits.put(1, 2);  // distances: never used
  bits.put(0, 2);
  bits.finish();
  if (picture.size() % 2 != 0) picture += '\0';

  std::string out = "RIFF";
  append_little32(out, 4 + 8 + picture.size());
  out += "WEBPVP8L";
  append_little32(out, picture.size());
  return out + picture;
}

}  // namespace wagate::session_simulator
