#include "fixture.h"
#include "socketio_plugin.h"

namespace wagate::transport_socketio {
namespace {

// The unit as the kernel starts it.
class SocketIoUnit : public ::testing::Test {
 protected:
  std::unique_ptr<SocketIoPlugin> make(const std::string& config) {
    host = std::make_unique<FakeHost>(config, "sockets");
    http = std::make_unique<FakeHttpServer>(host->time());
    host->services().offer(abi::HttpServer::kServiceId, static_cast<abi::HttpServer*>(http.get()));
    host->provide(abi::ClientGateway::kServiceId, static_cast<abi::ClientGateway*>(&gateway));
    return host->make<SocketIoPlugin>();
  }

  FakeGateway gateway;
  std::unique_ptr<FakeHost> host;
  std::unique_ptr<FakeHttpServer> http;
};

TEST_F(SocketIoUnit, ServesTheConfiguredPathOnly) {
  const auto plugin = make(R"({"path":"/io/","ping_interval_ms":1234,"transports":["polling"]})");
  plugin->start();

  const Answer answer = http->request({.target = "/io/?EIO=4&transport=polling"});
  http->turn();
  EXPECT_THAT(answer->body, ::testing::HasSubstr(R"("upgrades":[],"pingInterval":1234,)"));
  EXPECT_EQ(gateway.connects.at(0).transport, "sockets");
  EXPECT_EQ(http->request({.target = "/socket.io/?EIO=4&transport=polling"})->status, 404u);
  EXPECT_EQ(http->request({.target = "/engine.io/?EIO=4&transport=polling"})->status, 404u);
  EXPECT_EQ(http->request({.target = "/io/?EIO=4&transport=websocket", .websocket = true})->status, 400u);
}

TEST_F(SocketIoUnit, ServesTheEchoWhenConfigured) {
  const auto plugin = make(R"({"engine_echo":true})");
  plugin->start();

  const Answer answer = http->request({.target = "/engine.io/?EIO=4&transport=polling"});
  http->turn();

  EXPECT_EQ(answer->status, 200u);
  EXPECT_TRUE(gateway.connects.empty());
}

TEST_F(SocketIoUnit, SaysWhichPathIsTaken) {
  const auto first = make("{}");
  first->start();
  SocketIoPlugin second(host->context());

  try {
    second.start();
    FAIL() << "the path is taken";
  } catch (const PluginError& error) {
    EXPECT_STREQ(error.what(), "cannot serve /socket.io/: the path is taken");
  }
}

TEST_F(SocketIoUnit, TakesCallsBeforeItsStart) {
  const auto plugin = make("{}");
  plugin->deliver(abi::Delivery());
  plugin->emit(1, "/", "a", abi::DocumentRef("[]"));
  plugin->close_audience(1, "");
  plugin->close_client(1, "");
  plugin->stop();
}

}  // namespace
}  // namespace wagate::transport_socketio
