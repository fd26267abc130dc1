#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wagate::qr_image {

// Draws QR codes as PNG images, in one colour on white:
//
//   const auto image = QrImage::in_colour("#198754");
//   if (!image) throw PluginError("... must be a colour such as #198754");
//   show(image->data_url(code));
class QrImage {
 public:
  // In black.
  QrImage() = default;

  // "#198754" or "#fff"; nothing for anything else.
  static std::optional<QrImage> in_colour(std::string_view colour);

  // The text as a data URL: error correction level H when the text fits, else the highest that holds it; a quiet zone
  // of 3 modules, 4 pixels a module. Empty when no QR code can hold the text.
  std::string data_url(std::string_view text) const;

 private:
  struct Rgb {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
  };

  explicit QrImage(Rgb dark) : dark_(dark) {}

  Rgb dark_;
};

}  // namespace wagate::qr_image
