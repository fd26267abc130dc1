#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "chat_memory.h"

// Small files that players and viewers open. The same seed gives the same bytes, so the files of simulated
// messages need not be kept: their media key makes them again.
namespace wagate::session_simulator {

// The file of a simulated message: JPEG, MP4, Ogg Opus, PDF or WebP; empty for contents without a file.
std::string make_media(ContentKind kind, std::string_view media_key);

std::string make_jpeg(std::uint64_t seed, int width, int height);  // a soft gradient of one hue
std::string make_webp(std::uint64_t seed, int width, int height);  // one colour
std::string make_opus(std::uint64_t seed, int seconds);            // silence in an Ogg file
// One picture, shown that long: Motion JPEG, which players open and most browsers do not.
std::string make_mp4(std::uint64_t seed, int width, int height, int seconds);
std::string make_pdf(std::uint64_t seed, int pages);

}  // namespace wagate::session_simulator
