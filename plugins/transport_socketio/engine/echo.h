#pragma once

#include "engine/application.h"

namespace wagate::transport_socketio {

// A bare Engine.IO endpoint that sends every message back: what the public conformance suites of the
// protocol talk to, and a way to tell a problem of the connection from one of Socket.IO. Anybody may
// connect, so it is off unless configured.
class EngineEcho final : public Application {
 public:
  void on_handshake(const abi::HttpRequest& request, Handshake handshake) override;
  std::unique_ptr<SessionUser> on_session(Session& session, std::uint64_t token) override;
  void on_abandoned(std::uint64_t token, std::string_view reason) override;
};

}  // namespace wagate::transport_socketio
