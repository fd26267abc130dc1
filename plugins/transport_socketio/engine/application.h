#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "wagate/abi/http.h"
#include "wagate/loop_poster.h"

// What the Engine.IO layer carries: Socket.IO, or the plain echo of the conformance suites.
namespace wagate::transport_socketio {

class EngineServer;
class Session;

// A handshake waiting for the application's word. Answer once, from any thread; a second answer finds
// nothing. Copies stand for the same handshake.
class Handshake {
 public:
  Handshake(EngineServer& server, std::uint32_t loop, std::uint64_t ticket);

  std::uint32_t loop() const { return loop_; }  // where the session will live

  // `token` comes back in Application::on_session() or on_abandoned().
  void accept(std::uint64_t token) const;
  void refuse(std::string sentence) const;

 private:
  std::shared_ptr<LoopPoster> poster_;  // outlives the server: an answer after its stop goes nowhere
  EngineServer* server_;                // touched on the loop only
  std::uint32_t loop_;
  std::uint64_t ticket_;
};

// One session's owner on the layer above. Every function is [loop].
class SessionUser {
 public:
  virtual ~SessionUser() = default;

  // One message of the client, in order.
  virtual void on_message(std::string_view data, bool binary) = 0;

  // Polling has given way to a WebSocket; what was queued is in it already.
  virtual void on_upgraded() = 0;

  // The deadline set by Session::set_deadline() has come.
  virtual void on_deadline() = 0;

  // Names the client in logs; 0 when it has no name.
  virtual std::uint64_t client_id() const = 0;

  // The last call. What was queued may still be on its way.
  virtual void on_closed(std::string_view reason) = 0;
};

class Application {
 public:
  // Decides about a client. The request is borrowed for the call. [loop]
  virtual void on_handshake(const abi::HttpRequest& request, Handshake handshake) = 0;

  // The accepted client's session is open. [loop]
  virtual std::unique_ptr<SessionUser> on_session(Session& session, std::uint64_t token) = 0;

  // The accepted client did not become a session. [loop]
  virtual void on_abandoned(std::uint64_t token, std::string_view reason) = 0;

 protected:
  ~Application() = default;
};

}  // namespace wagate::transport_socketio
