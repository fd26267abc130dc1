#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hub.h"
#include "wagate/abi/http.h"
#include "wagate/owned.h"

namespace wagate::transport_websocket {

// One client: first a request that waits for the gateway's two answers (who is it, may it have this
// channel), then a WebSocket.
//
// Refusals are HTTP answers, given before the WebSocket opens. Destroyed by Hub when it is over.
class Connection final : public abi::WebSocketListener {
 public:
  Connection(Hub& hub, std::uint64_t serial, Owned<abi::HttpExchange> exchange, LoopPoster::Pass pass, std::string channel);
  ~Connection();

  std::uint64_t serial() const { return serial_; }
  abi::ClientId id() const { return client_; }
  abi::WebSocketPeer* peer() const { return peer_; }
  abi::HttpExchange* exchange() const { return exchange_.get(); }
  abi::AudienceId audience() const { return audience_; }
  std::uint32_t index = 0;  // in the audience's lists; Hub's

  // Asks the gateway who this is.
  void begin();
  // Its answers.
  void connect_accepted(abi::ClientId client, bool pending);
  void join_accepted(abi::AudienceId audience);
  void refused(abi::StatusCode code, std::string_view sentence);

  // The request's client has gone, or the gateway stops.
  void abandon(std::string_view reason);

  // Ends an open connection; ignored otherwise.
  void close(std::uint32_t code, std::string_view reason);

  void send(std::string_view text);
  void command_ended() { if (waiting_commands_ > 0) --waiting_commands_; }

  void on_open(abi::WebSocketPeer& peer) noexcept override;
  void on_message(abi::WebSocketPeer& peer, abi::StringRef data, bool binary) noexcept override;
  void on_close(abi::WebSocketPeer& peer, std::uint32_t code, abi::StringRef reason) noexcept override;
  void on_open_failed() noexcept override;

 private:
  void answer(std::uint32_t status, std::string_view error, std::string_view message);
  void end(std::string_view reason);
  void violation(std::uint32_t code, std::string_view rule);
  void leave_audience();

  Hub& hub_;
  const std::uint64_t serial_;
  Owned<abi::HttpExchange> exchange_;  // null once answered
  LoopPoster::Pass pass_;
  const std::string channel_;
  abi::ClientId client_ = 0;      // 0: the gateway has not accepted it, or has been told it is gone
  abi::AudienceId audience_ = 0;  // granted; a member while open
  bool member_ = false;
  abi::WebSocketPeer* peer_ = nullptr;
  std::uint32_t waiting_commands_ = 0;
  std::string end_reason_;        // why we closed it
};

}  // namespace wagate::transport_websocket
