#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wagate::session_simulator {

// What the first bytes of a file tell. Zero where they tell nothing.
struct MediaFacts {
  std::string mimetype = "application/octet-stream";
  int width = 0;
  int height = 0;
  std::int64_t seconds = 0;
  bool animated = false;
};

// Knows PNG, JPEG, GIF, WebP, Ogg, MP3, WAV, MP4 and PDF. Never throws, whatever the bytes are.
MediaFacts look_at(std::string_view bytes);

// 32 bytes.
std::string sha256(std::string_view bytes);

}  // namespace wagate::session_simulator
