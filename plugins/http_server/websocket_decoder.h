#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "websocket_frame.h"

namespace wagate::http_server {

// Receives what a WebSocketDecoder finds. Views are valid for the call.
class WebSocketSink {
 public:
  // Each returns false to stop the decoder; what is left of the input is dropped then.
  virtual bool on_data(std::string_view message, bool binary) = 0;
  virtual bool on_control(Opcode opcode, std::string_view payload) = 0;

 protected:
  ~WebSocketSink() = default;
};

// Turns the bytes of a client into messages.
//
// A frame that lies whole in the input is unmasked there and handed on without a copy; only a cut
// frame or a fragmented message makes the decoder keep memory, and it gives that back with the
// message's end. An idle connection therefore pays for two words.
class WebSocketDecoder {
 public:
  explicit WebSocketDecoder(std::uint64_t max_message_bytes);
  WebSocketDecoder(WebSocketDecoder&&) noexcept;
  ~WebSocketDecoder();

  // Overwrites `data` while unmasking. Returns 0, or the close code of the violation found; the
  // decoder must not be fed again then.
  [[nodiscard]] std::uint16_t feed(char* data, std::size_t size, WebSocketSink& sink);

  // Whether it holds an unfinished frame or message.
  bool holds_memory() const { return partial_ != nullptr; }

 private:
  struct Partial;
  struct Header;

  std::uint16_t check(const Header& header) const;
  std::uint16_t whole_frame(const Header& header, char* payload, WebSocketSink& sink, bool& stopped);
  std::uint16_t begin_frame(const Header& header, WebSocketSink& sink, bool& stopped);
  std::uint16_t continue_frame(char* data, std::size_t size, WebSocketSink& sink, bool& stopped);
  std::uint16_t end_frame(WebSocketSink& sink, bool& stopped);

  std::uint64_t max_message_bytes_;
  std::unique_ptr<Partial> partial_;
};

}  // namespace wagate::http_server
