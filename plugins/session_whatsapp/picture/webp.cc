#include <webp/decode.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "picture/decode.h"

namespace wagate::session_whatsapp {
namespace {

struct FreeWebp {
  void operator()(WebPDecoderConfig* config) const { WebPFreeDecBuffer(&config->output); }
};

std::uint8_t on_white(std::uint8_t colour, std::uint8_t opacity) {
  return static_cast<std::uint8_t>((colour * opacity + 255 * (255 - opacity) + 127) / 255);
}

}  // namespace

ReadPicture decode_webp(std::string_view file, LeastSize least, const PictureLimits& limits) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(file.data());
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0) return {PictureError::damaged, {}};
  const std::unique_ptr<WebPDecoderConfig, FreeWebp> freed(&config);
  if (WebPGetFeatures(bytes, file.size(), &config.input) != VP8_STATUS_OK) return {PictureError::damaged, {}};
  if (config.input.has_animation != 0) return {PictureError::moving, {}};
  const auto width = static_cast<std::uint32_t>(config.input.width);
  const auto height = static_cast<std::uint32_t>(config.input.height);
  if (width == 0 || height == 0) return {PictureError::damaged, {}};
  if (!limits.admit(width, height)) return {PictureError::too_large, {}};

  const std::uint32_t divisor = least.divisor(width, height);
  ReadPicture read;
  Picture& picture = read.picture;
  picture = {std::max(width / divisor, 1u), std::max(height / divisor, 1u), {}, width, height};
  const std::size_t pixels = std::size_t{picture.width} * picture.height;
  std::vector<std::uint8_t> with_opacity(pixels * 4);
  if (divisor > 1) {
    config.options.use_scaling = 1;
    config.options.scaled_width = static_cast<int>(picture.width);
    config.options.scaled_height = static_cast<int>(picture.height);
  }
  config.output.colorspace = MODE_RGBA;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {with_opacity.data(), static_cast<int>(picture.width * 4), with_opacity.size()};
  if (WebPDecode(bytes, file.size(), &config) != VP8_STATUS_OK) return {PictureError::damaged, {}};

  picture.pixels.resize(pixels * 3);
  for (std::size_t i = 0; i < pixels; ++i)
    for (std::size_t c = 0; c < 3; ++c)
      picture.pixels[i * 3 + c] = on_white(with_opacity[i * 4 + c], with_opacity[i * 4 + 3]);
  return read;
}

}  // namespace wagate::session_whatsapp
