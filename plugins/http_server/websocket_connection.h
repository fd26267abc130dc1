#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "connection.h"
#include "outbox.h"
#include "wagate/abi/http.h"
#include "websocket_decoder.h"

namespace wagate::http_server {

// What an HTTP connection leaves behind when it becomes a WebSocket.
struct WebSocketOpening {
  Socket socket;
  abi::WebSocketListener* listener = nullptr;
  abi::WebSocketOptions options;
  std::string first_bytes;  // answers still unsent, and the 101
  std::string input;        // what came after the request head: frames
};

// An open WebSocket. Made small: there are many, and most of them are idle.
class WebSocketConnection final : public Connection, public abi::WebSocketPeer, private WebSocketSink {
 public:
  // Opens on the loop that the options name, by default the one we are on.
  static void open(const std::shared_ptr<Loop>& here, WebSocketOpening opening);

  void on_events(std::uint32_t events) override;
  void flush() override;
  void on_check(std::int64_t now_ms) override;
  void on_stop() override;
  void on_ended() override;
  void on_buried() override;

  bool send(abi::Frame& frame) noexcept override;
  bool send_text(abi::StringRef text) noexcept override;
  bool send_binary(abi::BytesRef bytes) noexcept override;
  void close(std::uint32_t code, abi::StringRef reason) noexcept override;
  std::uint64_t buffered_bytes() noexcept override { return outbox_.bytes(); }
  std::uint32_t loop() noexcept override;

  // Queues a message of one or more frames. Takes one use of each share if it returns true.
  bool enqueue(FrameShare* const* shares, std::uint64_t count);

 private:
  enum class State : std::uint8_t {
    open,
    closing,   // our close frame is queued or sent; waiting for the peer's
    farewell,  // nothing more to say: send what is queued, then the end
  };

  // The outcome, until the listener has been told.
  struct Ending {
    std::uint32_t code;
    std::string reason;
  };

  WebSocketConnection(Loop& loop, WebSocketOpening& opening);

  static void open_on(Loop& loop, WebSocketOpening& opening);

  bool on_data(std::string_view message, bool binary) override;
  bool on_control(Opcode opcode, std::string_view payload) override;

  void start(std::string input, std::string_view first_bytes);
  void feed(char* data, std::size_t size);
  void violate(std::uint16_t code);
  bool make_room(std::uint64_t size);
  void cut_slow_consumer();
  bool send_message(abi::StringRef bytes, bool binary);
  void queue_control(std::string_view frame);
  void end(std::uint32_t code, std::string_view reason);
  void say_farewell();
  void broken();
  std::uint32_t code_without_answer() const;

  abi::WebSocketListener* listener_;  // null once on_close() was called
  Outbox outbox_;
  WebSocketDecoder decoder_;
  std::unique_ptr<Ending> ending_;
  std::uint64_t max_queue_bytes_;
  std::int64_t deadline_ms_ = 0;  // while closing
  std::uint32_t max_queue_age_ms_;
  std::uint16_t close_code_ = 0;  // ours
  State state_ = State::open;
  bool drops_oldest_;
  bool blocked_ = false;
  bool shut_down_ = false;
};

}  // namespace wagate::http_server
