#include "test_server.h"

#include <gtest/gtest.h>

#include <utility>

#include "node/codec.h"
#include "node/jid.h"

namespace wagate::session_whatsapp::testing {

// The client's end. It never calls its listener: the connection does, in step().
class TestServer::Connection::Socket final : public WebSocket {
 public:
  void send(std::string message) override { from_client += message; }
  void pause_reading() override { is_paused = true; }
  void resume_reading() override { is_paused = false; }
  void close() override { wants_close = true; }

  std::string from_client;
  bool is_paused = false;
  bool wants_close = false;
};

std::shared_ptr<WebSocket> TestServer::connect(const WebSocketTarget&, std::shared_ptr<WebSocketListener> listener) {
  connections_.push_back(std::make_shared<Connection>(*this, std::move(listener)));
  return connections_.back()->socket_;
}

bool TestServer::pump() {
  bool any = false;
  for (bool moved = true; moved; any = any || moved) {
    moved = false;
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      const auto connection = connections_[i];
      while (connection->step()) moved = true;
    }
  }
  return any;
}

TestServer::Connection::Connection(TestServer& server, std::shared_ptr<WebSocketListener> listener)
    : server_(server),
      listener_(std::move(listener)),
      socket_(std::make_shared<Socket>()),
      responder_(server.static_pair_) {
  responder_.recipe().root = server.is_genuine ? server.root_ : KeyPair::generate();
}

bool TestServer::Connection::is_paused() const { return socket_->is_paused; }

bool TestServer::Connection::step() {
  if (!listener_) return false;
  if (socket_->wants_close) {
    end(SocketEnd::closed_here);
    return true;
  }
  if (!is_open_) {
    is_open_ = true;
    listener_->on_open();
    return true;
  }
  if (!to_client_.empty() && !socket_->is_paused) {
    const std::size_t size = server_.piece_size == 0 ? to_client_.size() : server_.piece_size;
    const std::string piece = to_client_.substr(0, size);
    to_client_.erase(0, size);
    listener_->on_bytes(piece);
    return true;
  }
  if (socket_->from_client.empty() || !server_.answers) return false;
  std::string bytes = std::exchange(socket_->from_client, {});
  if (!saw_header_) {
    EXPECT_TRUE(bytes.starts_with(kProtocolHeader));
    saw_header_ = true;
    bytes.erase(0, kProtocolHeader.size());
  }
  frames_.append(bytes);
  while (auto frame = frames_.next()) take_frame(*frame);
  return true;
}

void TestServer::Connection::take_frame(const std::string& frame) {
  if (!said_hello_) {
    said_hello_ = true;
    append_frame(to_client_, responder_.answer(frame).value_or(""));
  } else if (!is_ready_) {
    is_ready_ = responder_.finish(frame);
    EXPECT_TRUE(is_ready_);
  } else {
    NodeError error = NodeError::none;
    auto stanza = decode_frame(responder_.receiving().open(frame).value_or(""), error);
    ASSERT_TRUE(stanza) << to_word(error);
    received_.push_back(std::move(*stanza));
  }
}

void TestServer::Connection::send(const Node& stanza) { send_sealed(encode_frame(stanza)); }

void TestServer::Connection::send_sealed(std::string_view plaintext) {
  append_frame(to_client_, *responder_.sending().seal(plaintext));
}

Node TestServer::Connection::expect_iq(std::string_view child_tag) {
  for (auto at = received_.begin(); at != received_.end(); ++at) {
    if (!at->is("iq") || !at->child(child_tag)) continue;
    Node iq = std::move(*at);
    received_.erase(at);
    return iq;
  }
  ADD_FAILURE() << "the client sent no iq with <" << child_tag << ">";
  return Node("iq");
}

void TestServer::Connection::answer(const Node& iq, std::vector<Node> content) {
  Node result("iq", {{"type", "result"}, {"id", std::string(iq.attribute("id"))}, {"from", std::string(kServerJid)}});
  if (!content.empty()) result.set_children(std::move(content));
  send(result);
}

void TestServer::Connection::end(SocketEnd how) {
  const auto listener = std::exchange(listener_, nullptr);
  if (listener) listener->on_end(how);
}

}  // namespace wagate::session_whatsapp::testing
