#include "websocket_decoder.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "utf8.h"

namespace wagate::http_server {

namespace {
constexpr std::size_t kMaxClientHeader = 14;
constexpr std::uint8_t kControlBit = 8;
}  // namespace

struct WebSocketDecoder::Header {
  Opcode opcode{};
  bool final = false;
  bool malformed = false;  // reserved bits, unmasked, or a 64-bit length with the top bit
  std::uint64_t length = 0;
  unsigned char mask[4] = {};
  std::size_t size = 0;  // of the header itself; 0 when more bytes are needed

  bool is_control() const { return (static_cast<std::uint8_t>(opcode) & kControlBit) != 0; }

  static Header parse(const char* data, std::size_t available);
};

struct WebSocketDecoder::Partial {
  // A header that was cut.
  char head[kMaxClientHeader] = {};
  std::size_t head_size = 0;

  // The frame under way.
  bool in_frame = false;
  Header frame;
  std::uint64_t received = 0;
  std::string control;

  // The message under way.
  bool in_message = false;
  bool binary = false;
  std::string message;
  Utf8Validator utf8;

  bool is_idle() const { return head_size == 0 && !in_frame && !in_message; }
};

WebSocketDecoder::Header WebSocketDecoder::Header::parse(const char* data, std::size_t available) {
  Header header;
  if (available < 2) return header;
  const auto byte = [data](std::size_t i) { return static_cast<unsigned char>(data[i]); };
  header.final = (byte(0) & 0x80) != 0;
  header.opcode = static_cast<Opcode>(byte(0) & 0x0F);
  const bool masked = (byte(1) & 0x80) != 0;
  header.malformed = (byte(0) & 0x70) != 0 || !masked;
  header.length = byte(1) & 0x7F;
  if (header.malformed) {
    header.size = 2;  // enough is known
    return header;
  }
  const std::size_t length_bytes = header.length == 126 ? 2 : header.length == 127 ? 8 : 0;
  const std::size_t size = 2 + length_bytes + 4;
  if (available < size) return header;
  if (length_bytes > 0) {
    header.length = 0;
    for (std::size_t i = 0; i < length_bytes; ++i) header.length = header.length << 8 | byte(2 + i);
    if (header.length >> 63) header.malformed = true;
  }
  std::memcpy(header.mask, data + 2 + length_bytes, 4);
  header.size = size;
  return header;
}

WebSocketDecoder::WebSocketDecoder(std::uint64_t max_message_bytes) : max_message_bytes_(max_message_bytes) {}
WebSocketDecoder::WebSocketDecoder(WebSocketDecoder&&) noexcept = default;
WebSocketDecoder::~WebSocketDecoder() = default;

std::uint16_t WebSocketDecoder::feed(char* data, std::size_t size, WebSocketSink& sink) {
  bool stopped = false;
  std::size_t at = 0;
  while (at < size && !stopped) {
    std::uint16_t error = 0;
    if (partial_ && partial_->in_frame) {
      const std::uint64_t missing = partial_->frame.length - partial_->received;
      const std::size_t piece = static_cast<std::size_t>(std::min<std::uint64_t>(missing, size - at));
      error = continue_frame(data + at, piece, sink, stopped);
      at += piece;
    } else if (partial_ && partial_->head_size > 0) {
      const std::size_t before = partial_->head_size;
      const std::size_t piece = std::min(kMaxClientHeader - before, size - at);
      std::memcpy(partial_->head + before, data + at, piece);
      const Header header = Header::parse(partial_->head, before + piece);
      if (header.size == 0) {
        partial_->head_size = before + piece;
        at += piece;
      } else {
        // Only as much of the input as the header needed; it may have been known before all of the
        // bytes kept earlier were looked at (a malformed one).
        at += header.size > before ? header.size - before : 0;
        partial_->head_size = 0;
        error = begin_frame(header, sink, stopped);
      }
    } else {
      const Header header = Header::parse(data + at, size - at);
      if (header.size == 0) {
        if (!partial_) partial_ = std::make_unique<Partial>();
        partial_->head_size = size - at;
        std::memcpy(partial_->head, data + at, size - at);
        at = size;
      } else if (header.length <= size - at - header.size && !header.malformed) {
        char* const payload = data + at + header.size;
        at += header.size + static_cast<std::size_t>(header.length);
        error = whole_frame(header, payload, sink, stopped);
      } else {
        at += header.size;
        error = begin_frame(header, sink, stopped);
      }
    }
    if (error != 0) return error;
    if (partial_ && partial_->is_idle()) partial_.reset();
  }
  return 0;
}

// What can be said of a frame by its header alone.
std::uint16_t WebSocketDecoder::check(const Header& header) const {
  if (header.malformed) return kCloseProtocolError;
  const bool in_message = partial_ && partial_->in_message;
  switch (header.opcode) {
    case Opcode::close:
    case Opcode::ping:
    case Opcode::pong:
      return header.final && header.length <= kMaxControlPayload ? 0 : kCloseProtocolError;
    case Opcode::continuation:
      if (!in_message) return kCloseProtocolError;
      return header.length > max_message_bytes_ - partial_->message.size() ? kCloseTooBig : 0;
    case Opcode::text:
    case Opcode::binary:
      if (in_message) return kCloseProtocolError;
      return header.length > max_message_bytes_ ? kCloseTooBig : 0;
  }
  return kCloseProtocolError;  // a reserved opcode
}

std::uint16_t WebSocketDecoder::whole_frame(const Header& header, char* payload, WebSocketSink& sink, bool& stopped) {
  const std::size_t size = static_cast<std::size_t>(header.length);
  if (!header.is_control() && (!header.final || header.opcode == Opcode::continuation)) {
    if (const auto error = begin_frame(header, sink, stopped); error != 0 || header.length == 0) return error;
    return continue_frame(payload, size, sink, stopped);
  }
  if (const auto error = check(header); error != 0) return error;
  apply_mask(payload, size, header.mask, 0);
  const std::string_view bytes(payload, size);
  if (header.is_control()) {
    stopped = !sink.on_control(header.opcode, bytes);
    return 0;
  }
  const bool binary = header.opcode == Opcode::binary;
  if (!binary && !is_utf8(bytes)) return kCloseBadText;
  stopped = !sink.on_data(bytes, binary);
  return 0;
}

std::uint16_t WebSocketDecoder::begin_frame(const Header& header, WebSocketSink& sink, bool& stopped) {
  if (const auto error = check(header); error != 0) return error;
  if (!partial_) partial_ = std::make_unique<Partial>();
  partial_->frame = header;
  partial_->received = 0;
  partial_->in_frame = true;
  if (!header.is_control() && header.opcode != Opcode::continuation) {
    partial_->in_message = true;
    partial_->binary = header.opcode == Opcode::binary;
  }
  return header.length == 0 ? end_frame(sink, stopped) : 0;
}

std::uint16_t WebSocketDecoder::continue_frame(char* data, std::size_t size, WebSocketSink& sink, bool& stopped) {
  apply_mask(data, size, partial_->frame.mask, partial_->received);
  partial_->received += size;
  if (partial_->frame.is_control()) {
    partial_->control.append(data, size);
  } else {
    if (!partial_->binary && !partial_->utf8.feed({data, size})) return kCloseBadText;
    partial_->message.append(data, size);
  }
  return partial_->received == partial_->frame.length ? end_frame(sink, stopped) : 0;
}

std::uint16_t WebSocketDecoder::end_frame(WebSocketSink& sink, bool& stopped) {
  partial_->in_frame = false;
  if (partial_->frame.is_control()) {
    const std::string payload = std::move(partial_->control);
    partial_->control.clear();
    stopped = !sink.on_control(partial_->frame.opcode, payload);
    return 0;
  }
  if (!partial_->frame.final) return 0;
  if (!partial_->binary && !partial_->utf8.is_complete()) return kCloseBadText;
  const std::unique_ptr<Partial> done = std::move(partial_);
  stopped = !sink.on_data(done->message, done->binary);
  return 0;
}

}  // namespace wagate::http_server
