#include "qr_code.h"

#include <png.h>
#include <qrencode.h>

#include <charconv>
#include <cstring>
#include <memory>
#include <vector>

#include "text.h"

namespace wagate::session_simulator {
namespace {

constexpr int kQuietModules = 3;
constexpr int kPixelsPerModule = 4;

struct FreeCode {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

bool parse_channel(std::string_view digits, std::uint8_t& channel) {
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), channel, 16);
  return error == std::errc() && end == digits.data() + digits.size();
}

// One byte per pixel: 1 dark, 0 light.
std::vector<std::uint8_t> draw(const QRcode& code, int side) {
  const auto width = static_cast<std::size_t>(side);
  std::vector<std::uint8_t> pixels(width * width, 0);
  for (int y = 0; y < code.width; ++y) {
    for (int x = 0; x < code.width; ++x) {
      if (!(code.data[y * code.width + x] & 1)) continue;
      const int left = (x + kQuietModules) * kPixelsPerModule;
      const int top = (y + kQuietModules) * kPixelsPerModule;
      for (int row = top; row < top + kPixelsPerModule; ++row)
        std::memset(&pixels[static_cast<std::size_t>(row) * width + static_cast<std::size_t>(left)], 1,
                    kPixelsPerModule);
    }
  }
  return pixels;
}

std::string write_png(const std::vector<std::uint8_t>& pixels, int side, Colour dark) {
  const std::uint8_t palette[] = {255, 255, 255, dark.red, dark.green, dark.blue};
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(side);
  image.height = static_cast<png_uint_32>(side);
  image.format = PNG_FORMAT_RGB_COLORMAP;
  image.colormap_entries = 2;

  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string out(size, '\0');
  const int written = png_image_write_to_memory(&image, out.data(), &size, 0, pixels.data(), side, palette);
  png_image_free(&image);
  if (!written) return {};
  out.resize(size);
  return out;
}

}  // namespace

bool parse_colour(std::string_view text, Colour& colour) {
  if ((text.size() != 4 && text.size() != 7) || text[0] != '#') return false;
  std::string digits(text.substr(1));
  if (digits.size() == 3) digits = {digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]};
  const std::string_view all(digits);
  return parse_channel(all.substr(0, 2), colour.red) && parse_channel(all.substr(2, 2), colour.green) &&
         parse_channel(all.substr(4, 2), colour.blue);
}

std::string qr_data_url(std::string_view text, Colour dark) {
  const std::unique_ptr<QRcode, FreeCode> code(QRcode_encodeData(
      static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_H));
  if (!code) return {};
  const int side = (code->width + 2 * kQuietModules) * kPixelsPerModule;
  const std::string png = write_png(draw(*code, side), side, dark);
  return png.empty() ? std::string() : "data:image/png;base64," + base64(png);
}

}  // namespace wagate::session_simulator
