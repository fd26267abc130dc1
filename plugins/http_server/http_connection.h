#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "body_reader.h"
#include "connection.h"
#include "exchange.h"
#include "request_head.h"
#include "send_buffer.h"

namespace wagate::http_server {

// A connection that speaks HTTP/1.1: one request after the other, each answered before the next
// one is looked at. When a request becomes a WebSocket, this object hands its socket to a
// WebSocketConnection and goes, with all its buffers.
class HttpConnection final : public Connection, private ExchangeClient {
 public:
  HttpConnection(std::shared_ptr<Loop> loop, Socket socket, std::string peer, std::uint16_t peer_port);
  ~HttpConnection();

  void on_events(std::uint32_t events) override;
  void flush() override;
  void on_check(std::int64_t now_ms) override;
  void on_stop() override;
  void on_buried() override;

  // What the loop waits for when the connection is new.
  static std::uint32_t first_interest();

 private:
  enum class Stage : std::uint8_t {
    head,       // waiting for a request, or in its head
    body,       // in its body; the answer may be out before its end
    answering,  // a handler has it
    farewell,   // the last answer is on its way; what still comes in is thrown away
  };

  // What on_accept() got, kept until the request's input has been put away.
  struct Acceptance {
    abi::WebSocketListener* listener;
    abi::WebSocketOptions options;
  };

  void on_answer(std::string bytes, bool last, bool close) override;
  void on_accept(abi::WebSocketListener& listener, const abi::WebSocketOptions& options) override;

  void read_available();
  void receive(std::string_view data);
  void process_kept_input();
  std::size_t process(std::string_view data);
  bool begin_request(std::string_view head);
  bool route();
  void answer_preflight(std::string_view header_lines);
  void end_body();
  void refuse(std::uint16_t status, std::string_view message, const char* problem, std::string_view extra = {});
  void give_up_body();
  void say_farewell();
  void upgrade();
  bool hold_body();
  void let_go_of_body();
  void drop_exchange();
  void peer_ended();
  void peer_is_gone();
  void note_progress();
  void update_interest();

  std::shared_ptr<Loop> loop_owner_;
  Exchange* exchange_ = nullptr;
  std::string peer_;
  std::string input_;  // received and not looked at
  SendBuffer out_;
  HeadScanner scanner_;
  std::optional<BodyReader> body_;
  PathValues path_values_;
  std::optional<Acceptance> acceptance_;
  std::int64_t deadline_ms_ = 0;  // 0: none
  std::uint64_t held_body_bytes_ = 0;  // taken from the budget for bodies
  std::uint16_t peer_port_;
  Stage stage_ = Stage::head;
  bool processing_ = false;
  bool is_answered_ = false;  // the exchange's answer is complete
  bool close_after_ = false;  // nothing follows the answer
  bool shut_down_ = false;    // our side is
  bool blocked_ = false;      // the socket took no more
  bool input_ended_ = false;  // the peer's side is shut down
};

}  // namespace wagate::http_server
