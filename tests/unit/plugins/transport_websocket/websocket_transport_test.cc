#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "wagate/testing/fake_gateway.h"
#include "wagate/testing/fake_host.h"
#include "wagate/testing/fake_http_server.h"
#include "websocket_plugin.h"
#include "websocket_transport.h"

namespace wagate::transport_websocket {
namespace {

using testing::FakeGateway;
using testing::FakeHost;
using testing::FakeHttpServer;
using testing::FakeWebSocket;
using testing::HttpAnswer;
using testing::HttpCall;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Answer = std::shared_ptr<HttpAnswer>;
using Socket = std::shared_ptr<FakeWebSocket>;

class PlainWebSocket : public ::testing::Test {
 protected:
  void SetUp() override { serve({}); }
  void TearDown() override {
    transport->begin_stop();
    http.turn();
    EXPECT_TRUE(transport->finish_stop(std::chrono::steady_clock::now()));
    EXPECT_EQ(gateway.gone.size(), gateway.last_client) << "every accepted client is reported as gone, once";
    transport.reset();
    EXPECT_EQ(http.live_frames(), 0);
  }
  void serve(const Settings& settings) {
    gateway.channels = {{"/", 1}, {"/shop-01", 2}};
    transport = std::make_unique<WebSocketTransport>(http, gateway, host.time(), host.time(), Logger(&host.log()),
                                                     &host.metrics(), "transport_websocket", settings);
    transport->start();
  }

  Answer call(HttpCall request) {
    Answer answer = http.request(request);
    http.turn();
    return answer;
  }
  Answer open(const std::string& target) { return call({.target = target, .websocket = true}); }
  std::vector<std::string> say(const Socket& peer, const std::string& text) {
    peer->receive_text(text);
    http.turn();
    return peer->take_texts();
  }
  void deliver(abi::AudienceId audience, const Document& document) {
    const DocumentView view(document);
    const abi::Envelope envelope{view.ref()};
    const abi::DeliveryTarget targets[] = {{audience, "/", &envelope}, {99, "/nobody", &envelope}};
    abi::Delivery delivery;
    delivery.event = "messages.upsert";
    delivery.targets = targets;
    delivery.target_count = 2;
    transport->deliver(delivery);
    http.turn();
  }

  FakeHost host;
  FakeHttpServer http{host.time()};
  FakeGateway gateway;
  std::unique_ptr<WebSocketTransport> transport;
};

TEST_F(PlainWebSocket, GetsTheEventsOfItsChannelAsOneSharedFrame) {
  const Socket root = open("/ws?apikey=k")->websocket;
  const Socket shop = open("/ws/shop-01?apikey=k")->websocket;
  const Socket second = open("/ws/shop-01?apikey=k")->websocket;
  const auto before = http.frames_made;

  deliver(2, Document(R"({"event":"messages.upsert"})"));

  EXPECT_EQ(http.frames_made, before + 1);
  EXPECT_THAT(root->take_texts(), IsEmpty());
  EXPECT_THAT(shop->take_texts(), ElementsAre(R"({"event":"messages.upsert"})"));
  EXPECT_THAT(second->take_texts(), ElementsAre(R"({"event":"messages.upsert"})"));
}

TEST_F(PlainWebSocket, ShowsHowMuchWaitsForSlowClients) {
  const Socket slow = open("/ws")->websocket;
  slow->stall();
  deliver(1, Document(std::string(1'000, ' ') + "{}"));
  EXPECT_EQ(host.metrics().level("queue_bytes"), 0);

  host.time().advance(5'000);
  http.turn();
  EXPECT_GE(host.metrics().level("queue_bytes"), 1'000);

  slow->drop();
  http.turn();
  host.time().advance(5'000);
  http.turn();
  EXPECT_EQ(host.metrics().level("queue_bytes"), 0);
}

TEST_F(PlainWebSocket, GetsAttachmentsAsBase64) {
  const Socket root = open("/ws")->websocket;
  Document document;
  document.json = "{\"data\":" + document.attach("\x01\x02\x03\x04") + "}";

  deliver(1, document);

  EXPECT_THAT(root->take_texts(), ElementsAre(R"({"data":"AQIDBA=="})"));
}

TEST_F(PlainWebSocket, ShowsTheGatewayItsKey) {
  call({.target = "/ws/a%20b?apikey=k%201", .headers = {{"apikey", "h"}, {"origin", "https://a.example"}}, .websocket = true});

  ASSERT_EQ(gateway.connects.size(), 1u);
  EXPECT_EQ(gateway.connects[0].transport, "transport_websocket");
  EXPECT_EQ(gateway.connects[0].peer, "10.0.0.7");
  EXPECT_EQ(gateway.connects[0].origin, "https://a.example");
  EXPECT_EQ(gateway.connects[0].path, "/ws/a b");
  EXPECT_THAT(gateway.connects[0].query, ElementsAre(std::pair<std::string, std::string>("apikey", "k 1")));
  ASSERT_EQ(gateway.joins.size(), 1u);
  EXPECT_EQ(gateway.joins[0].channel, "/a b");
}

TEST_F(PlainWebSocket, IsRefusedBeforeItOpens) {
  gateway.unauthorized.insert("/shop-01");
  EXPECT_EQ(open("/ws/unknown")->body, R"({"status":404,"error":"Not Found","message":"Invalid namespace"})");
  EXPECT_EQ(open("/ws/shop-01")->body, R"({"status":403,"error":"Forbidden","message":"Unauthorized"})");
  EXPECT_EQ(call({.target = "/ws"})->status, 426u);
  EXPECT_EQ(call({.target = "/ws", .websocket = true, .origin_check = abi::OriginCheck::refused})->status, 403u);
  gateway.refuse_connect = "apiKey is required";
  EXPECT_EQ(open("/ws")->body, R"({"status":401,"error":"Unauthorized","message":"apiKey is required"})");
}

TEST_F(PlainWebSocket, MustShowItsKeyWithTheRequest) {
  gateway.pending = true;

  EXPECT_EQ(open("/ws")->status, 401u);
  EXPECT_THAT(gateway.joins, IsEmpty());
}

TEST_F(PlainWebSocket, SendsCommandsAndGetsReplies) {
  gateway.on_command = [](const FakeGateway::CommandCall& call) -> std::optional<Document> {
    if (call.name != "sendNode") return std::nullopt;
    Document document;
    document.json = "[{\"ok\":true}," + document.attach("\xff") + "]";
    return document;
  };
  const Socket peer = open("/ws/shop-01")->websocket;

  EXPECT_THAT(say(peer, R"({"command":"sendNode","id":"a1","args":[{"x":1}]})"), ElementsAre(R"({"reply":"a1","args":[{"ok":true},"/w=="]})"));
  EXPECT_THAT(say(peer, R"({"command":"sendNode"})"), IsEmpty());
  EXPECT_THAT(say(peer, R"({"command":"odd","id":7})"),
              ElementsAre(R"({"reply":7,"error":{"reason":"unknown_command","message":"this channel has no command of that name"}})"));

  EXPECT_EQ(gateway.commands[0].channel, "/shop-01");
  EXPECT_EQ(gateway.commands[0].arguments.json, R"([{"x":1}])");
  EXPECT_FALSE(gateway.commands[1].wants_reply);
}

TEST_F(PlainWebSocket, IsClosedWithTheRuleItBroke) {
  const Socket odd = open("/ws")->websocket;
  say(odd, "hello");
  EXPECT_TRUE(odd->is_gone());
  EXPECT_EQ(odd->close_code, kClosePolicy);
  EXPECT_EQ(odd->close_reason, R"(a frame must be {"command":"name","id":1,"args":[]})");

  const Socket binary = open("/ws")->websocket;
  binary->receive_binary("x");
  http.turn();
  EXPECT_EQ(binary->close_code, kCloseNoBinary);
  EXPECT_THAT(host.log().text(), HasSubstr("ended a session for breaking the protocol"));
}

TEST_F(PlainWebSocket, BoundsWaitingCommands) {
  TearDown();
  gateway.gone.clear();
  gateway.last_client = 0;
  Settings settings;
  settings.max_waiting_commands = 1;
  serve(settings);
  const Socket peer = open("/ws")->websocket;
  gateway.hold = true;
  say(peer, R"({"command":"a","id":1})");
  EXPECT_TRUE(peer->is_open());
  say(peer, R"({"command":"a","id":2})");

  EXPECT_EQ(peer->close_reason, "too many commands are waiting for their reply");
  gateway.held_commands[0]->ok(abi::DocumentRef("[]"));  // for a client that is gone
  gateway.held_commands[0]->release();
  gateway.held_commands.clear();
  http.turn();
}

TEST_F(PlainWebSocket, IsClosedWithItsAudienceAndOnRequest) {
  const Socket shop = open("/ws/shop-01")->websocket;
  const Socket root = open("/ws")->websocket;
  transport->close_audience(2, "");
  transport->close_client(2, "the key was revoked");
  http.turn();

  EXPECT_EQ(shop->close_code, kCloseInstanceGone);
  EXPECT_EQ(shop->close_reason, "the instance was deleted");
  EXPECT_EQ(root->close_code, kCloseAccessWithdrawn);
  EXPECT_EQ(root->close_reason, "the key was revoked");
  EXPECT_EQ(gateway.gone.at(1).reason, "the key was revoked");
}

TEST_F(PlainWebSocket, GetsWhatIsEmittedToIt) {
  const Socket peer = open("/ws")->websocket;
  transport->emit(1, "/", "greeting", abi::DocumentRef("[1]"));
  transport->emit(9, "/", "nobody", abi::DocumentRef("[1]"));
  http.turn();

  EXPECT_THAT(peer->take_texts(), ElementsAre(R"({"event":"greeting","args":[1]})"));
}

TEST_F(PlainWebSocket, LeavesTheOthersAloneWhenItGoes) {
  std::vector<Socket> peers;
  for (int i = 0; i < 5; ++i) peers.push_back(open("/ws")->websocket);
  peers[1]->drop();
  peers[4]->drop(abi::kCloseSlowConsumer);
  http.turn();
  deliver(1, Document("{}"));

  for (const int stayer : {0, 2, 3}) EXPECT_EQ(peers[static_cast<std::size_t>(stayer)]->take_texts().size(), 1u);
  EXPECT_EQ(gateway.gone.at(0).reason, "transport close");
  EXPECT_EQ(gateway.gone.at(1).reason, "slow consumer");
}

TEST_F(PlainWebSocket, IsForgottenWhenItGoesDuringTheHandshake) {
  gateway.hold = true;
  const Answer early = http.request({.target = "/ws", .websocket = true});
  http.abort(early);
  EXPECT_TRUE(early->released);
  gateway.answer_all();
  http.turn();

  const Answer later = http.request({.target = "/ws", .websocket = true});
  gateway.answer_all();
  http.turn();
  http.abort(later);
  gateway.answer_all();
  http.turn();

  EXPECT_EQ(gateway.gone.size(), 2u);
}

TEST_F(PlainWebSocket, IsForgottenWhenItDoesNotOpen) {
  http.fail_next_open = true;
  open("/ws");

  EXPECT_EQ(gateway.gone.size(), 1u);
}

TEST_F(PlainWebSocket, IsClosedWhenTheInstanceWentInBetween) {
  gateway.closed_while_joining = true;

  EXPECT_EQ(open("/ws/shop-01")->websocket->close_code, kCloseInstanceGone);
}

TEST_F(PlainWebSocket, IsToldThatTheGatewayStops) {
  const Socket peer = open("/ws")->websocket;
  gateway.hold = true;
  const Answer waiting = http.request({.target = "/ws", .websocket = true});
  transport->begin_stop();
  http.turn();

  EXPECT_EQ(peer->close_code, kCloseGoingAway);
  EXPECT_EQ(waiting->status, 503u);
  EXPECT_EQ(call({.target = "/ws", .websocket = true})->status, 503u);
}

TEST(WebSocketUnit, ServesTheConfiguredPath) {
  FakeHost host(R"({"path":"/live/events"})", "plain");
  FakeHttpServer http(host.time());
  FakeGateway gateway;
  gateway.channels["/"] = 1;
  host.services().offer(abi::HttpServer::kServiceId, static_cast<abi::HttpServer*>(&http));
  host.provide(abi::ClientGateway::kServiceId, static_cast<abi::ClientGateway*>(&gateway));
  const auto plugin = host.make<WebSocketPlugin>();
  plugin->start();

  const Answer answer = http.request({.target = "/live/events", .websocket = true});
  http.turn();
  EXPECT_EQ(answer->status, 101u);
  EXPECT_EQ(http.request({.target = "/ws", .websocket = true})->status, 404u);
  EXPECT_EQ(gateway.connects.at(0).transport, "plain");

  WebSocketPlugin second(host.context());
  EXPECT_THROW(second.start(), PluginError);
  answer->websocket->drop();
  http.turn();
}

}  // namespace
}  // namespace wagate::transport_websocket
