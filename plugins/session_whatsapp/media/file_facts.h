#pragma once

#include <cstdint>
#include <string_view>

namespace wagate::session_whatsapp {

// What the bytes of a file say about it. Fields are 0 or false when they do not say it.
struct FileFacts {
  std::string_view mimetype = "application/octet-stream";
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t seconds = 0;  // of audio in Ogg, and of MPEG-4
  bool is_animated = false;   // a WebP picture that moves
};

// Looks at the headers only, whatever they claim: the bytes are somebody else's.
FileFacts look_at_file(std::string_view bytes);

}  // namespace wagate::session_whatsapp
