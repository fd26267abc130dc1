#include "kernel/app/qr_code.h"

#include <qrencode.h>

#include <memory>

namespace wagate::app {
namespace {

constexpr int kQuietZone = 2;
constexpr std::string_view kBlackOnWhite = "\x1b[38;5;16;48;5;231m";
constexpr std::string_view kReset = "\x1b[0m";

struct Release {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

std::string qr_as_text(std::string_view text, bool colours) {
  const std::string input(text);
  const std::unique_ptr<QRcode, Release> code(QRcode_encodeString(input.c_str(), 0, QR_ECLEVEL_L, QR_MODE_8, 1));
  if (code == nullptr) return {};

  const int width = code->width;
  const auto is_dark = [&](int x, int y) {
    return x >= 0 && y >= 0 && x < width && y < width && (code->data[y * width + x] & 1) != 0;
  };
  std::string out;
  for (int y = -kQuietZone; y < width + kQuietZone; y += 2) {
    if (colours) out += kBlackOnWhite;
    for (int x = -kQuietZone; x < width + kQuietZone; ++x) {
      // Blocks are drawn where the foreground belongs: dark modules in colour, light ones without.
      const bool upper = is_dark(x, y) == colours;
      const bool lower = is_dark(x, y + 1) == colours;
      out += upper ? (lower ? "\u2588" : "\u2580") : (lower ? "\u2584" : " ");
    }
    if (colours) out += kReset;
    out += '\n';
  }
  return out;
}

}  // namespace wagate::app
