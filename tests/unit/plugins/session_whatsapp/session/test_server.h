#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "../noise/test_responder.h"
#include "node/node.h"
#include "noise/frames.h"
#include "socket/web_socket.h"

namespace wagate::session_whatsapp::testing {

// WhatsApp without a network: what clients connect to in these tests. Nothing happens by itself: pump() lets the bytes
// that wait on either side arrive, on the caller's thread.
//
//   server.pump();                        // handshake
//   server.last().send(Node("success"));  // to the client
//   server.pump();
//   server.last().take();                 // what the client sent
class TestServer final : public WebSocketConnector {
 public:
  class Connection;

  TestServer() = default;

  std::shared_ptr<WebSocket> connect(const WebSocketTarget& target,
                                     std::shared_ptr<WebSocketListener> listener) override;

  // Delivers until nothing is on its way; returns whether anything was.
  bool pump();

  const PublicKey& root() const { return root_.pub; }
  std::size_t connection_count() const { return connections_.size(); }
  Connection& last() { return *connections_.back(); }
  const std::vector<std::shared_ptr<Connection>>& connections() const { return connections_; }

  // Of the connections that come.
  bool answers = true;    // false: takes the connection and says nothing
  bool is_genuine = true; // false: certificates of another root
  std::size_t piece_size = 0;  // cuts what it sends; 0: not

 private:
  KeyPair root_ = KeyPair::generate();
  KeyPair static_pair_ = KeyPair::generate();
  std::vector<std::shared_ptr<Connection>> connections_;
};

class TestServer::Connection {
 public:
  Connection(TestServer& server, std::shared_ptr<WebSocketListener> listener);

  // Sends a stanza once the handshake is over.
  void send(const Node& stanza);
  // Sends these bytes as they are.
  void send_raw(std::string bytes) { to_client_ += bytes; }
  // Seals any plaintext as the next frame.
  void send_sealed(std::string_view plaintext);
  // What the client has sent since the last call, without what was taken.
  std::vector<Node> take() { return std::exchange(received_, {}); }
  // The one iq among it that has a child with this tag, answered by nobody yet; fails the test without.
  Node expect_iq(std::string_view child_tag);
  void answer(const Node& iq, std::vector<Node> content = {});

  // The connection ends like this.
  void end(SocketEnd how);

  const std::string& payload() const { return responder_.client_payload(); }
  bool is_ready() const { return is_ready_; }
  bool is_over() const { return listener_ == nullptr; }
  bool is_paused() const;

 private:
  friend class TestServer;
  class Socket;

  bool step();  // whether something happened
  void take_frame(const std::string& frame);

  TestServer& server_;
  std::shared_ptr<WebSocketListener> listener_;
  std::shared_ptr<Socket> socket_;
  TestResponder responder_;
  FrameReader frames_;
  bool is_open_ = false;
  bool saw_header_ = false;
  bool said_hello_ = false;
  bool is_ready_ = false;
  std::string to_client_;
  std::vector<Node> received_;
};

}  // namespace wagate::session_whatsapp::testing
