#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "hub.h"
#include "wagate/abi/http.h"
#include "wagate/abi/transport.h"

namespace wagate::transport_websocket {

// The transport: plain WebSocket, one text frame per event, shared by everybody who gets it.
//
// Starting and stopping are the control thread's. stop() is in two steps because the loops have to
// run in between: begin_stop() asks them to end everything, finish_stop() waits until they have.
class WebSocketTransport final : public abi::Transport, public abi::HttpHandler {
 public:
  // Without `metrics` nothing is counted.
  WebSocketTransport(abi::HttpServer& http, abi::ClientGateway& gateway, abi::Clock& clock, abi::Timers& timers, Logger log,
                     abi::Metrics* metrics, std::string unit_name, Settings settings);
  ~WebSocketTransport();

  // The interface that the unit offers, when it is another than this one. Before start().
  void offered_as(abi::Transport& face) { services_.transport = &face; }

  void start();  // throws PluginError when the path is taken
  void begin_stop();
  // Returns false when something was still alive at `deadline`; then the object must not be destroyed.
  bool finish_stop(std::chrono::steady_clock::time_point deadline);

  // abi::Transport
  void deliver(const abi::Delivery& delivery) noexcept override;
  void emit(abi::ClientId client, abi::StringRef channel, abi::StringRef event, const abi::DocumentRef& arguments) noexcept override;
  void close_audience(abi::AudienceId audience, abi::StringRef reason) noexcept override;
  void close_client(abi::ClientId client, abi::StringRef reason) noexcept override;

  // abi::HttpHandler
  void on_request(abi::HttpExchange* exchange) noexcept override;
  void on_abort(abi::HttpExchange& exchange) noexcept override;

 private:
  void mount(const std::string& pattern);

  // Adds up what waits for the clients of each loop, now and then: counting every byte that comes and goes
  // would cost every event. The timer's task may outlive this object, so it holds the state of its own.
  class QueueWatch;

  SharedServices services_;
  std::vector<std::unique_ptr<Hub>> hubs_;
  std::shared_ptr<QueueWatch> queue_watch_;  // null: nobody looks
  std::vector<abi::MountId> mounts_;
};

}  // namespace wagate::transport_websocket
