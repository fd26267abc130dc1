#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/application.h"
#include "engine/session.h"
#include "socketio/hub.h"
#include "socketio/membership.h"
#include "socketio/packet.h"
#include "wagate/document.h"

namespace wagate::transport_socketio {

// The Socket.IO side of one session: its namespaces, the packet whose attachments are still coming,
// and what it waits for. Whether it may join something or do something is the gateway's to say.
class Client final : public SessionUser {
 public:
  Client(Hub& hub, Session& session, abi::ClientId id);
  ~Client() override;

  Session& session() const { return session_; }

  // SessionUser
  void on_message(std::string_view data, bool binary) override;
  void on_upgraded() override;
  void on_deadline() override;
  std::uint64_t client_id() const override { return id_; }
  void on_closed(std::string_view reason) override;

  // The gateway's answers. `membership` is Membership::serial; what is gone is ignored.
  void join_accepted(std::uint64_t membership, abi::AudienceId audience);
  void join_refused(std::uint64_t membership, std::string_view sentence);
  void command_answered(std::uint64_t membership, std::string_view ack_id, Document result);
  void command_ended();

  // One event to this client; ignored when it is not in the namespace. `packet` is complete.
  void emit(std::string_view channel, std::string packet, std::vector<std::string> attachments);

  // Sends DISCONNECT for the namespace and takes the client out of it.
  void expel(Membership& membership);

  // Leaves every namespace with a DISCONNECT, then ends the session.
  void close(std::string_view reason);

 private:
  // A binary packet that waits for its attachments.
  struct Partial {
    std::string text;
    Packet packet;  // views into text
    std::vector<std::string> attachments;
    std::uint64_t bytes = 0;
  };

  void on_attachment(std::string_view data);
  void on_connect(const Packet& packet);
  void on_disconnect(const Packet& packet);
  void on_payload_packet(const Packet& packet, const std::vector<std::string>& attachments);
  void violation(std::string_view rule);
  Membership& add_membership(std::string_view channel);
  Membership* find(std::string_view channel);
  Membership* find(std::uint64_t serial);
  void erase(Membership& membership);
  const SocketIoSettings& settings() const { return hub_.services().settings; }

  Hub& hub_;
  Session& session_;
  const abi::ClientId id_;
  bool closed_ = false;
  bool pending_;                        // showed no key at the handshake, and none since
  std::uint32_t namespaces_ = 0;        // how many memberships
  std::uint32_t waiting_commands_ = 0;
  std::uint64_t last_serial_ = 0;
  std::unique_ptr<Partial> partial_;
  std::unique_ptr<Membership> memberships_;  // the first
};

}  // namespace wagate::transport_socketio
