#pragma once

#include <cstdint>

#include "engine/session_id.h"
#include "wagate/abi/http.h"
#include "wagate/loop_poster.h"

namespace wagate::transport_socketio {

class EngineLoop;
class Session;

// One WebSocket of the mount, from the acceptance of the request to its last callback. Owns itself:
// the server says when it is over.
class EngineSocket final : public abi::WebSocketListener {
 public:
  enum class Role {
    handshake,  // becomes a session when it opens
    upgrade,    // belongs to a polling session that may move here
    refused,    // opened only to be closed
  };

  // For a handshake, `token` is the application's. For an upgrade, `session` is told everything.
  EngineSocket(EngineLoop& loop, LoopPoster::Pass pass, Role role, std::uint64_t token, bool base64, Session* session);

  abi::WebSocketPeer* peer() const { return peer_; }  // null before it is open

  // The session no longer listens; the socket is closed as soon as it can be.
  void detach(std::uint32_t code = 0, std::string_view reason = {});
  void attach(Session& session) { session_ = &session; }

  void on_open(abi::WebSocketPeer& peer) noexcept override;
  void on_message(abi::WebSocketPeer& peer, abi::StringRef data, bool binary) noexcept override;
  void on_close(abi::WebSocketPeer& peer, std::uint32_t code, abi::StringRef reason) noexcept override;
  void on_open_failed() noexcept override;

 private:
  ~EngineSocket() = default;

  EngineLoop& loop_;
  LoopPoster::Pass pass_;
  Role role_;
  bool base64_;
  std::uint64_t token_;
  Session* session_;
  abi::WebSocketPeer* peer_ = nullptr;
};

}  // namespace wagate::transport_socketio
