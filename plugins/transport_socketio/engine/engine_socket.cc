#include "engine/engine_socket.h"

#include "engine/engine_loop.h"
#include "engine/session.h"

namespace wagate::transport_socketio {

EngineSocket::EngineSocket(EngineLoop& loop, LoopPoster::Pass pass, Role role, std::uint64_t token, bool base64,
                           Session* session)
    : loop_(loop), pass_(std::move(pass)), role_(role), base64_(base64), token_(token), session_(session) {}

void EngineSocket::detach(std::uint32_t code, std::string_view reason) {
  session_ = nullptr;
  role_ = Role::refused;
  if (peer_) peer_->close(code, reason);
}

void EngineSocket::on_open(abi::WebSocketPeer& peer) noexcept {
  EngineLoop::Scope scope(loop_);
  peer_ = &peer;
  switch (role_) {
    case Role::handshake:
      role_ = Role::upgrade;  // from here on it is a session's socket like any other
      loop_.open_websocket_session(*this, token_, base64_);
      break;
    case Role::upgrade:
      break;  // the client speaks first, with its probe
    case Role::refused:
      peer.close(0, "");
      break;
  }
}

void EngineSocket::on_message(abi::WebSocketPeer&, abi::StringRef data, bool binary) noexcept {
  if (!session_) return;
  EngineLoop::Scope scope(loop_);
  session_->on_socket_message(*this, data, binary);
}

void EngineSocket::on_close(abi::WebSocketPeer&, std::uint32_t code, abi::StringRef) noexcept {
  // Given back last: without a pass the loop may be gone.
  const LoopPoster::Pass pass = std::move(pass_);
  EngineLoop& loop = loop_;
  EngineLoop::Scope scope(loop);
  peer_ = nullptr;
  if (session_) session_->on_socket_closed(*this, code);
  delete this;
}

void EngineSocket::on_open_failed() noexcept {
  const LoopPoster::Pass pass = std::move(pass_);
  EngineLoop& loop = loop_;
  EngineLoop::Scope scope(loop);
  if (role_ == Role::handshake) loop.abandon(token_, "the WebSocket opening failed");
  if (session_) session_->on_socket_closed(*this, 1006);
  delete this;
}

}  // namespace wagate::transport_socketio
