#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "engine/application.h"
#include "engine/engine_server.h"
#include "socketio/hub.h"
#include "socketio/services.h"
#include "wagate/abi/http.h"
#include "wagate/abi/transport.h"

namespace wagate::transport_socketio {

// The transport: Socket.IO 5 on an Engine.IO endpoint.
//
// deliver() builds the frame of an event once, on the caller's thread, and hands it to each loop that
// has a member; there every WebSocket gets the same bytes. Order is that of the posts: an event that
// is delivered on a loop's own thread is posted too.
class SocketIoTransport final : public abi::Transport, public Application {
 public:
  // `unit_name` is who the authentication is told is asking.
  // Without `metrics` nothing is counted.
  SocketIoTransport(abi::HttpServer& http, abi::ClientGateway& gateway, abi::Clock& clock, Logger log,
                    abi::Metrics* metrics, std::string unit_name, const EngineSettings& engine,
                    const SocketIoSettings& settings);
  ~SocketIoTransport();

  RefusalLog& refusals() { return services_.refusals; }

  // The kernel knows a transport by the address of the interface its unit offers. Before start().
  void offered_as(abi::Transport& face) { face_ = &face; }

  void start() { engine_.start(); }
  void begin_stop() { engine_.begin_stop(); }
  bool finish_stop(std::chrono::steady_clock::time_point deadline) { return engine_.finish_stop(deadline); }

  // abi::Transport
  void deliver(const abi::Delivery& delivery) noexcept override;
  void emit(abi::ClientId client, abi::StringRef channel, abi::StringRef event, const abi::DocumentRef& arguments) noexcept override;
  void close_audience(abi::AudienceId audience, abi::StringRef reason) noexcept override;
  void close_client(abi::ClientId client, abi::StringRef reason) noexcept override;

  // Application
  void on_handshake(const abi::HttpRequest& request, Handshake handshake) override;
  std::unique_ptr<SessionUser> on_session(Session& session, std::uint64_t token) override;
  void on_abandoned(std::uint64_t token, std::string_view reason) override;

 private:
  // Appends the frames of one target and says where they are.
  DeliveryBatch::Item encode(std::string_view event, const abi::DeliveryTarget& target, DeliveryBatch& batch);
  // Runs `work(hub)` on each loop of the mask.
  template <typename Work>
  void on_loops(std::uint64_t loops, const Work& work);

  SocketIoServices services_;
  abi::Transport* face_ = this;
  const std::string unit_name_;
  EngineServer engine_;
  std::vector<std::unique_ptr<Hub>> hubs_;
};

}  // namespace wagate::transport_socketio
