#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/application.h"
#include "socketio/hub.h"
#include "wagate/abi/command.h"
#include "wagate/abi/transport.h"
#include "wagate/loop_poster.h"

// What the gateway answers on. Each carries the answer to the client's loop; the client may be gone
// by then, and the transport stopped.
namespace wagate::transport_socketio {

// Answers a handshake.
class ConnectAnswer final : public abi::ConnectReply {
 public:
  ConnectAnswer(SocketIoServices& services, Handshake handshake, std::string peer)
      : poster_(services.poster), services_(services), handshake_(std::move(handshake)), peer_(std::move(peer)) {}

  void accepted(abi::ClientId client, std::uint32_t pending) noexcept override;
  void refused(abi::StatusCode code, abi::StringRef sentence) noexcept override;
  void release() noexcept override;

 private:
  ~ConnectAnswer() = default;

  std::shared_ptr<LoopPoster> poster_;
  SocketIoServices& services_;
  Handshake handshake_;
  std::string peer_;
  bool answered_ = false;
};

// Answers a CONNECT.
class JoinAnswer final : public abi::JoinReply {
 public:
  JoinAnswer(Hub& hub, abi::ClientId client, std::uint64_t membership)
      : poster_(hub.services().poster), hub_(hub), loop_(hub.loop()), client_(client), membership_(membership) {}

  void accepted(abi::AudienceId audience) noexcept override;
  void refused(abi::StatusCode code, abi::StringRef sentence) noexcept override;
  void release() noexcept override;

 private:
  ~JoinAnswer() = default;

  std::shared_ptr<LoopPoster> poster_;
  Hub& hub_;
  const std::uint32_t loop_;
  const abi::ClientId client_;
  const std::uint64_t membership_;
  bool answered_ = false;
};

// Answers an event that asked for an acknowledgement. A failure is not told to the client: what it
// gets to hear is the gateway's decision, and that is ok() with a document that says so.
class CommandAnswer final : public abi::CommandReply {
 public:
  CommandAnswer(Hub& hub, abi::ClientId client, std::uint64_t membership, std::string id)
      : poster_(hub.services().poster), hub_(hub), loop_(hub.loop()), client_(client), membership_(membership),
        id_(std::move(id)) {}

  void ok(const abi::DocumentRef& result) noexcept override;
  void fail(abi::StatusCode code, abi::StringRef reason, abi::StringRef sentence) noexcept override;
  void release() noexcept override;

 private:
  ~CommandAnswer() = default;
  void unanswered();

  std::shared_ptr<LoopPoster> poster_;
  Hub& hub_;
  const std::uint32_t loop_;
  const abi::ClientId client_;
  const std::uint64_t membership_;
  std::string id_;
  bool answered_ = false;
};

}  // namespace wagate::transport_socketio
