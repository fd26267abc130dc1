#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "engine/echo.h"
#include "engine/engine_server.h"
#include "socketio/socketio_transport.h"
#include "wagate/testing/fake_gateway.h"
#include "wagate/testing/fake_host.h"
#include "wagate/testing/fake_http_server.h"

namespace wagate::transport_socketio {

using testing::FakeGateway;
using testing::FakeHost;
using testing::FakeHttpServer;
using testing::FakeWebSocket;
using testing::HttpAnswer;
using testing::HttpCall;
using Answer = std::shared_ptr<HttpAnswer>;
using Socket = std::shared_ptr<FakeWebSocket>;

inline constexpr char kRs[] = "\x1e";

// The text between `"sid":"` and the next quote.
inline std::string sid_in(const std::string& text) {
  const std::size_t start = text.find("\"sid\":\"");
  if (start == std::string::npos) return {};
  return text.substr(start + 7, text.find('"', start + 7) - start - 7);
}

// A client's view of a mount, by requests and sockets of the fake server.
class EngineFixture : public ::testing::Test {
 protected:
  explicit EngineFixture(std::string path, std::uint32_t loops = 1) : http(host.time(), loops), path_(std::move(path)) {}

  std::string target(const std::string& sid, const std::string& transport = "polling") const {
    return path_ + "?EIO=4&transport=" + transport + (sid.empty() ? "" : "&sid=" + sid);
  }

  Answer call(HttpCall request) {
    Answer answer = http.request(request);
    http.turn();
    return answer;
  }
  Answer get(const std::string& sid) { return call({.target = target(sid)}); }
  Answer post(const std::string& sid, const std::string& body) {
    return call({.method = "POST", .target = target(sid), .body = body});
  }

  // Opens a polling session and returns its sid.
  std::string open() { return sid_in(get("")->body); }

  // Opens a WebSocket; with a sid it is one of an upgrade.
  Socket socket(const std::string& sid = "") {
    return call({.target = target(sid, "websocket"), .websocket = true})->websocket;
  }
  std::vector<std::string> say(const Socket& peer, const std::string& text) {
    peer->receive_text(text);
    http.turn();
    return peer->take_texts();
  }
  // A WebSocket whose open packet has been read.
  Socket open_socket() {
    Socket peer = socket();
    peer->take_texts();
    return peer;
  }
  // Moves a polling session to a WebSocket.
  Socket upgrade(const std::string& sid) {
    Socket peer = socket(sid);
    say(peer, "2probe");
    say(peer, "5");
    return peer;
  }
  bool is_unknown(const std::string& sid) {
    const Answer answer = get(sid);
    return answer->status == 400 && answer->body == R"({"code":1,"message":"Session ID unknown"})";
  }

  FakeHost host;
  FakeHttpServer http;

 private:
  const std::string path_;
};

// The bare echo: everything about Engine.IO that needs no Socket.IO.
class EchoFixture : public EngineFixture {
 protected:
  explicit EchoFixture(std::uint32_t loops = 1) : EngineFixture("/engine.io/", loops) {}

  static EngineSettings settings() {
    EngineSettings settings;
    settings.path = "/engine.io/";
    settings.ping_interval_ms = 300;
    settings.ping_timeout_ms = 200;
    settings.max_payload_bytes = 1000;
    settings.max_queue_bytes = 5000;
    return settings;
  }
  // Once, before anything else, by tests that want other settings.
  void serve(const EngineSettings& chosen) {
    server = std::make_unique<EngineServer>(http, host.time(), Logger(&host.log()), refusals, chosen, echo);
    server->start();
  }
  void SetUp() override { serve(settings()); }
  void TearDown() override {
    server->begin_stop();
    http.turn();
    host.time().advance(1000);  // the last tick
    http.turn();
    EXPECT_TRUE(server->finish_stop(std::chrono::steady_clock::now()));
    server.reset();
    EXPECT_EQ(http.live_frames(), 0);
  }
  void restart(const EngineSettings& chosen) {
    TearDown();
    serve(chosen);
  }

  EngineEcho echo;
  RefusalLog refusals{Logger(&host.log()), host.time(), nullptr};
  std::unique_ptr<EngineServer> server;
};

// The whole transport, with a gateway that knows "/" (audience 1) and "/shop-01" (audience 2).
class SocketIoFixture : public EngineFixture {
 protected:
  explicit SocketIoFixture(std::uint32_t loops = 1) : EngineFixture("/socket.io/", loops) {
    gateway.channels = {{"/", 1}, {"/shop-01", 2}};
    engine.max_payload_bytes = 1000;
    engine.max_queue_bytes = 20000;
    socketio.max_payload_bytes = 1000;
  }

  void serve() {
    transport = std::make_unique<SocketIoTransport>(http, gateway, host.time(), Logger(&host.log()), &host.metrics(),
                                                    "transport_socketio", engine, socketio);
    transport->start();
  }
  void SetUp() override { serve(); }
  void TearDown() override {
    transport->begin_stop();
    http.turn();
    host.time().advance(1000);
    http.turn();
    EXPECT_TRUE(transport->finish_stop(std::chrono::steady_clock::now()));
    EXPECT_EQ(gateway.gone.size(), gateway.last_client) << "every accepted client is reported as gone, once";
    transport.reset();
    EXPECT_EQ(http.live_frames(), 0);
  }
  void restart() {
    TearDown();
    gateway.gone.clear();
    gateway.last_client = 0;
    serve();
  }

  // A WebSocket client in "/"; everything it was told so far has been read.
  Socket join_root() {
    Socket peer = open_socket();
    say(peer, "40");
    return peer;
  }
  // A polling client in "/", the same.
  std::string join_root_polling() {
    const std::string sid = open();
    post(sid, "40");
    get(sid);
    return sid;
  }

  void deliver(abi::AudienceId audience, const std::string& channel, const std::string& event, const Document& document) {
    const DocumentView view(document);
    abi::Envelope envelope{view.ref()};
    abi::DeliveryTarget target{audience, channel, &envelope};
    abi::Delivery delivery;
    delivery.event = event;
    delivery.targets = &target;
    delivery.target_count = 1;
    transport->deliver(delivery);
  }
  void deliver(abi::AudienceId audience, const std::string& json) {
    deliver(audience, audience == 1 ? "/" : "/shop-01", "messages.upsert", Document(json));
  }

  FakeGateway gateway;
  EngineSettings engine;
  SocketIoSettings socketio;
  std::unique_ptr<SocketIoTransport> transport;
};

}  // namespace wagate::transport_socketio
