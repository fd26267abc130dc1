#include "qr_image/qr_image.h"

#include <png.h>
#include <qrencode.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <vector>

#include "wagate/base64.h"

namespace wagate::qr_image {
namespace {

constexpr std::size_t kQuietZone = 3;  // modules
constexpr std::size_t kScale = 4;      // pixels a module

struct FreeQrCode {
  void operator()(QRcode* code) const { QRcode_free(code); }
};
using QrCode = std::unique_ptr<QRcode, FreeQrCode>;

QrCode encode_qr(std::string_view text) {
  for (const QRecLevel level : {QR_ECLEVEL_H, QR_ECLEVEL_Q, QR_ECLEVEL_M, QR_ECLEVEL_L}) {
    QrCode code(QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0,
                                  level));
    if (code) return code;
  }
  return nullptr;
}

// An image of palette indexes, a byte a pixel: 0 light, 1 dark.
struct Raster {
  std::size_t side = 0;
  std::vector<std::uint8_t> pixels;
};

Raster rasterize(const QRcode& code) {
  const auto modules = static_cast<std::size_t>(code.width);
  Raster raster;
  raster.side = (modules + 2 * kQuietZone) * kScale;
  raster.pixels.assign(raster.side * raster.side, 0);
  for (std::size_t y = 0; y < modules * kScale; ++y) {
    const unsigned char* row = code.data + y / kScale * modules;
    auto pixel = raster.pixels.begin() +
                 static_cast<std::ptrdiff_t>((y + kQuietZone * kScale) * raster.side + kQuietZone * kScale);
    for (std::size_t x = 0; x < modules * kScale; ++x) *pixel++ = row[x / kScale] & 1;
  }
  return raster;
}

std::uint8_t channel(std::string_view two_digits) {
  std::uint8_t value = 0;
  std::from_chars(two_digits.data(), two_digits.data() + two_digits.size(), value, 16);
  return value;
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

}  // namespace

std::optional<QrImage> QrImage::in_colour(std::string_view colour) {
  if (!colour.starts_with('#')) return std::nullopt;
  std::string digits(colour.substr(1));
  if (!std::all_of(digits.begin(), digits.end(), is_hex)) return std::nullopt;
  if (digits.size() == 3) digits = {digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]};
  if (digits.size() != 6) return std::nullopt;
  const std::string_view all(digits);
  return QrImage({channel(all.substr(0, 2)), channel(all.substr(2, 2)), channel(all.substr(4, 2))});
}

std::string QrImage::data_url(std::string_view text) const {
  const QrCode code = encode_qr(text);
  if (!code) return {};
  const Raster raster = rasterize(*code);
  const std::uint8_t palette[] = {255, 255, 255, dark_.red, dark_.green, dark_.blue};
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(raster.side);
  image.height = static_cast<png_uint_32>(raster.side);
  image.format = PNG_FORMAT_RGB_COLORMAP;
  image.colormap_entries = 2;

  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string png(size, '\0');
  const bool written = png_image_write_to_memory(&image, png.data(), &size, 0, raster.pixels.data(),
                                                 static_cast<png_int_32>(raster.side), palette) != 0;
  png_image_free(&image);
  if (!written) return {};
  std::string url = "data:image/png;base64,";
  base64::append(url, std::string_view(png).substr(0, size));
  return url;
}

}  // namespace wagate::qr_image
