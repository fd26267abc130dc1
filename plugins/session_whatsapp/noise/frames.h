#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

// The first bytes of a connection; they enter the Noise hash.
inline constexpr std::string_view kProtocolHeader = std::string_view("WA\x06\x03", 4);

// The length of a frame is three bytes.
inline constexpr std::size_t kMaxFrameSize = (1u << 24) - 1;

// What stands before the first frame: the header, and before it the routing info when there is one.
std::string connection_prologue(std::string_view routing_info);

// Appends one frame: length, content. `content` is at most kMaxFrameSize long.
void append_frame(std::string& out, std::string_view content);

// Cuts a stream of bytes into frames. Frames and WebSocket messages are not aligned, so bytes wait here until
// their frame is complete.
//
//   reader.append(message);
//   while (auto frame = reader.next()) handle(*frame);
//   if (reader.is_broken()) close();
//
// It holds at most one frame of the limit and what one append() brought: memory follows what was received, not
// what a length announces.
class FrameReader {
 public:
  explicit FrameReader(std::size_t max_frame = kMaxFrameSize) : max_frame_(max_frame) {}

  void set_max_frame(std::size_t max_frame) { max_frame_ = max_frame; }

  void append(std::string_view bytes);

  // The next complete frame. Nothing when it has not come yet, or the stream is broken.
  std::optional<std::string> next();

  // A frame was announced that is longer than the limit. Nothing can follow it.
  bool is_broken() const { return broken_; }

 private:
  std::size_t max_frame_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what has not been handed out yet
  bool broken_ = false;
};

}  // namespace wagate::session_whatsapp
