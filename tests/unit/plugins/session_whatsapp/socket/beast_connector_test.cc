#include "socket/beast_connector.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <optional>
#include <string>

#include "echo_server.h"
#include "test_proxy.h"

namespace wagate::session_whatsapp {
namespace {

using testing::EchoServer;
using testing::TestProxy;

// What a connection tells, to be waited for.
class Heard final : public WebSocketListener {
 public:
  void on_open() override { note([&] { is_open_ = true; }); }
  void on_bytes(std::string_view bytes) override {
    if (pauses_) pauses_->pause_reading();
    note([&] { bytes_ += bytes; });
  }
  void on_end(SocketEnd end) override { note([&] { end_ = end; }); }

  // Bytes that come from now on pause the reading: while they are handed on, no other read is under way.
  void pause_at_bytes(std::shared_ptr<WebSocket> socket) { pauses_ = std::move(socket); }

  bool wait_open() {
    return wait([&] { return is_open_ || end_; }) && is_open_;
  }
  std::string wait_bytes(std::size_t size) {
    wait([&] { return bytes_.size() >= size || end_; });
    return bytes();
  }
  std::optional<SocketEnd> wait_end() {
    wait([&] { return end_.has_value(); });
    std::lock_guard lock(mutex_);
    return end_;
  }
  std::string bytes() {
    std::lock_guard lock(mutex_);
    return bytes_;
  }

 private:
  template <typename Change>
  void note(Change change) {
    std::lock_guard lock(mutex_);
    change();
    changed_.notify_all();
  }
  // Half a minute: only a hang takes that long.
  template <typename Condition>
  bool wait(Condition condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30), condition);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_open_ = false;
  std::string bytes_;
  std::shared_ptr<WebSocket> pauses_;  // set before anything is sent
  std::optional<SocketEnd> end_;
};

WebSocketTarget target(const EchoServer& server, std::string_view scheme, std::string_view host = "localhost") {
  WebSocketTarget out;
  out.url = *WebSocketUrl::parse(std::string(scheme) + "://" + std::string(host) + ":" + std::to_string(server.port()) + "/ws/chat");
  out.origin = "https://web.whatsapp.com";
  return out;
}

// A PEM file that goes with the test.
class PemFile {
 public:
  explicit PemFile(const std::string& content) {
    const int file = mkstemp(path_);
    EXPECT_EQ(write(file, content.data(), content.size()), static_cast<ssize_t>(content.size()));
    close(file);
  }
  ~PemFile() { unlink(path_); }
  std::string path() const { return path_; }

 private:
  char path_[32] = "/tmp/wagate-test-XXXXXX";
};

TEST(BeastConnector, CarriesBytesBothWays) {
  EchoServer server(EchoServer::Kind::plain);
  BeastConnector connector(2, "");
  const auto heard = std::make_shared<Heard>();

  const auto socket = connector.connect(target(server, "ws"), heard);
  socket->send("before it is open");
  ASSERT_TRUE(heard->wait_open());
  socket->send(" and after");

  EXPECT_EQ(heard->wait_bytes(27), "before it is open and after");
  EXPECT_EQ(server.last_origin(), "https://web.whatsapp.com");
  EXPECT_EQ(server.last_host(), "localhost:" + std::to_string(server.port()));
  socket->close();
  EXPECT_EQ(heard->wait_end(), SocketEnd::closed_here);
}

TEST(BeastConnector, CarriesWhatIsLongerThanABuffer) {
  EchoServer server(EchoServer::Kind::plain);
  BeastConnector connector(1, "");
  const auto heard = std::make_shared<Heard>();
  const auto socket = connector.connect(target(server, "ws"), heard);
  std::string message(3'000'000, ' ');
  for (std::size_t i = 0; i < message.size(); ++i) message[i] = static_cast<char>(i * 7 >> 3);

  socket->send(message);

  EXPECT_TRUE(heard->wait_bytes(message.size()) == message);
  socket->close();
  heard->wait_end();
}

TEST(BeastConnector, TellsThatTheServerClosed) {
  EchoServer server(EchoServer::Kind::plain);
  BeastConnector connector(1, "");
  const auto heard = std::make_shared<Heard>();
  const auto socket = connector.connect(target(server, "ws"), heard);

  socket->send("close");

  EXPECT_EQ(heard->wait_end(), SocketEnd::closed_by_peer);
}

TEST(BeastConnector, TellsThatTheConnectionVanished) {
  EchoServer server(EchoServer::Kind::plain);
  BeastConnector connector(1, "");
  const auto heard = std::make_shared<Heard>();
  const auto socket = connector.connect(target(server, "ws"), heard);

  socket->send("cut");

  const auto end = heard->wait_end();
  EXPECT_TRUE(end == SocketEnd::lost || end == SocketEnd::closed_by_peer);
}

TEST(BeastConnector, EndsAtATextMessage) {
  EchoServer server(EchoServer::Kind::plain);
  BeastConnector connector(1, "");
  const auto heard = std::make_shared<Heard>();
  const auto socket = connector.connect(target(server, "ws"), heard);

  socket->send("text");

  EXPECT_EQ(heard->wait_end(), SocketEnd::protocol);
}

TEST(BeastConnector, TellsThatNobodyListens) {
  std::uint16_t port = 0;
  {
    EchoServer server(EchoServer::Kind::plain);
    port = server.port();
  }
  BeastConnector connector(1, "");
  const auto heard = std::make_shared<Heard>();
  WebSocketTarget nobody;
  nobody.url = *WebSocketUrl::parse("ws://127.0.0.1:" + std::to_string(port));

  const auto socket = connector.connect(nobody, heard);

  EXPECT_EQ(heard->wait_end(), SocketEnd::not_reached);
}

TEST(BeastConnector, TellsThatTheServerIsNoWebSocket) {
  EchoServer server(EchoServer::Kind::not_a_websocket);
  BeastConnector connector(1, "");
  const auto heard = std::make_shared<Heard>();

  const auto socket = connector.connect(target(server, "ws"), heard);

  EXPECT_EQ(heard->wait_end(), SocketEnd::not_upgraded);
}

TEST(BeastConnector, TrustsTheAuthoritiesOfItsFile) {
  EchoServer server(EchoServer::Kind::tls);
  const PemFile file(server.certificate());
  BeastConnector connector(1, file.path());
  const auto heard = std::make_shared<Heard>();

  const auto socket = connector.connect(target(server, "wss"), heard);
  socket->send("over TLS");

  EXPECT_EQ(heard->wait_bytes(8), "over TLS");
  socket->close();
  EXPECT_EQ(heard->wait_end(), SocketEnd::closed_here);
}

TEST(BeastConnector, RefusesACertificateNobodyTrusts) {
  EchoServer server(EchoServer::Kind::tls);
  BeastConnector connector(1, "");
  const auto heard = std::make_shared<Heard>();

  const auto socket = connector.connect(target(server, "wss"), heard);

  EXPECT_EQ(heard->wait_end(), SocketEnd::bad_tls);
}

TEST(BeastConnector, RefusesACertificateForAnotherHost) {
  EchoServer server(EchoServer::Kind::tls);
  const PemFile file(server.certificate());
  BeastConnector connector(1, file.path());
  const auto heard = std::make_shared<Heard>();

  const auto socket = connector.connect(target(server, "wss", "127.0.0.1"), heard);

  EXPECT_EQ(heard->wait_end(), SocketEnd::bad_tls);
}

TEST(BeastConnector, RefusesAFileThatHoldsNoCertificates) {
  EXPECT_THROW(BeastConnector(1, "/nowhere/ca.pem"), std::runtime_error);
}

TEST(BeastConnector, GoesOnReadingWhereItPaused) {
  EchoServer server(EchoServer::Kind::plain);
  BeastConnector connector(1, "");
  const auto heard = std::make_shared<Heard>();
  const auto socket = connector.connect(target(server, "ws"), heard);
  ASSERT_TRUE(heard->wait_open());

  heard->pause_at_bytes(socket);
  socket->send("one");
  ASSERT_EQ(heard->wait_bytes(3), "one");
  socket->send("two");
  EXPECT_EQ(heard->bytes(), "one");
  socket->resume_reading();

  EXPECT_EQ(heard->wait_bytes(6), "onetwo");
  socket->close();
  heard->wait_end();
  heard->pause_at_bytes(nullptr);  // they hold each other
}

TEST(BeastConnector, GoesThroughAProxy) {
  for (const auto kind : {EchoServer::Kind::plain, EchoServer::Kind::tls}) {
    EchoServer server(kind);
    TestProxy proxy(TestProxy::Manner::tunnels);
    const PemFile file(server.certificate());
    BeastConnector connector(1, kind == EchoServer::Kind::tls ? file.path() : "");
    const auto heard = std::make_shared<Heard>();
    WebSocketTarget to = target(server, kind == EchoServer::Kind::tls ? "wss" : "ws");
    to.proxy = HttpProxy{"127.0.0.1", proxy.port(), "user:secret"};

    const auto socket = connector.connect(to, heard);
    socket->send("hello");

    EXPECT_EQ(heard->wait_bytes(5), "hello");
    const std::string authority = "localhost:" + std::to_string(server.port());
    EXPECT_EQ(proxy.last_head(), "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority +
                                     "\r\nProxy-Authorization: Basic dXNlcjpzZWNyZXQ=\r\n\r\n");
    socket->close();
    heard->wait_end();
  }
}

TEST(BeastConnector, TellsThatTheProxyRefuses) {
  for (const auto manner : {TestProxy::Manner::refuses, TestProxy::Manner::overflows}) {
    EchoServer server(EchoServer::Kind::plain);
    TestProxy proxy(manner);
    BeastConnector connector(1, "");
    const auto heard = std::make_shared<Heard>();
    WebSocketTarget to = target(server, "ws");
    to.proxy = HttpProxy{"127.0.0.1", proxy.port(), ""};

    const auto socket = connector.connect(to, heard);

    EXPECT_EQ(heard->wait_end(), SocketEnd::not_tunnelled);
  }
}

TEST(BeastConnector, EndsItsConnectionsWhenItStops) {
  EchoServer server(EchoServer::Kind::plain);
  BeastConnector connector(2, "");
  const auto heard = std::make_shared<Heard>();
  const auto socket = connector.connect(target(server, "ws"), heard);
  ASSERT_TRUE(heard->wait_open());

  connector.stop();

  EXPECT_EQ(heard->wait_end(), SocketEnd::closed_here);
  const auto late = connector.connect(target(server, "ws"), heard);
  late->send("never");
  late->close();
}

}  // namespace
}  // namespace wagate::session_whatsapp
