#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "hub.h"
#include "wagate/abi/command.h"
#include "wagate/abi/transport.h"

// What the gateway answers on. Each carries the answer to the connection's loop; the connection may
// be gone by then, and the transport stopped.
namespace wagate::transport_websocket {

class ConnectAnswer final : public abi::ConnectReply {
 public:
  ConnectAnswer(Hub& hub, std::uint64_t connection)
      : poster_(hub.services().poster), hub_(hub), loop_(hub.loop()), connection_(connection) {}

  void accepted(abi::ClientId client, std::uint32_t pending) noexcept override;
  void refused(abi::StatusCode code, abi::StringRef sentence) noexcept override;
  void release() noexcept override;

 private:
  ~ConnectAnswer() = default;

  std::shared_ptr<LoopPoster> poster_;
  Hub& hub_;
  const std::uint32_t loop_;
  const std::uint64_t connection_;
  bool answered_ = false;
};

class JoinAnswer final : public abi::JoinReply {
 public:
  JoinAnswer(Hub& hub, std::uint64_t connection)
      : poster_(hub.services().poster), hub_(hub), loop_(hub.loop()), connection_(connection) {}

  void accepted(abi::AudienceId audience) noexcept override;
  void refused(abi::StatusCode code, abi::StringRef sentence) noexcept override;
  void release() noexcept override;

 private:
  ~JoinAnswer() = default;

  std::shared_ptr<LoopPoster> poster_;
  Hub& hub_;
  const std::uint32_t loop_;
  const std::uint64_t connection_;
  bool answered_ = false;
};

// Answers a command that came with an id. Unlike a Socket.IO acknowledgement, the reply has a place
// for a failure.
class CommandAnswer final : public abi::CommandReply {
 public:
  CommandAnswer(Hub& hub, std::uint64_t connection, std::string id)
      : poster_(hub.services().poster), hub_(hub), loop_(hub.loop()), connection_(connection), id_(std::move(id)) {}

  void ok(const abi::DocumentRef& result) noexcept override;
  void fail(abi::StatusCode code, abi::StringRef reason, abi::StringRef sentence) noexcept override;
  void release() noexcept override;

 private:
  ~CommandAnswer() = default;
  void send(std::string text);

  std::shared_ptr<LoopPoster> poster_;
  Hub& hub_;
  const std::uint32_t loop_;
  const std::uint64_t connection_;
  const std::string id_;
  bool answered_ = false;
};

}  // namespace wagate::transport_websocket
