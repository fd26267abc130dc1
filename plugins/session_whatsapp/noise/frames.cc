#include "noise/frames.h"

#include "crypto/bytes.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kLengthBytes = 3;
// A buffer that grew for one long frame is given back when it is empty.
constexpr std::size_t kKeptCapacity = 4096;

}  // namespace

std::string connection_prologue(std::string_view routing_info) {
  std::string out;
  if (!routing_info.empty()) {
    out += std::string_view("ED\x00\x01", 4);
    append_big_endian(out, routing_info.size(), kLengthBytes);
    out += routing_info;
  }
  out += kProtocolHeader;
  return out;
}

void append_frame(std::string& out, std::string_view content) {
  append_big_endian(out, content.size(), kLengthBytes);
  out += content;
}

void FrameReader::append(std::string_view bytes) {
  if (broken_) return;
  if (begin_ > 0) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  buffer_ += bytes;
}

std::optional<std::string> FrameReader::next() {
  if (broken_) return std::nullopt;
  const std::string_view waiting = std::string_view(buffer_).substr(begin_);
  if (waiting.size() < kLengthBytes) return std::nullopt;
  const std::size_t length = read_big_endian(waiting.substr(0, kLengthBytes));
  if (length > max_frame_) {
    broken_ = true;
    buffer_ = std::string();
    begin_ = 0;
    return std::nullopt;
  }
  if (waiting.size() - kLengthBytes < length) return std::nullopt;

  std::string frame(waiting.substr(kLengthBytes, length));
  begin_ += kLengthBytes + length;
  if (begin_ == buffer_.size()) {
    begin_ = 0;
    if (buffer_.capacity() > kKeptCapacity) {
      buffer_ = std::string();
    } else {
      buffer_.clear();
    }
  }
  return frame;
}

}  // namespace wagate::session_whatsapp
