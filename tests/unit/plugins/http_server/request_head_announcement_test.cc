#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "test_server.h"
#include "wagate/http.h"

namespace wagate::http_server::testing {
namespace {

using ::testing::ElementsAre;

// A handler that hears of heads, writes everything down, and holds what it is given.
class Early final : public abi::HttpHandler, public abi::HttpHeadHandler {
 public:
  std::function<void(abi::HttpExchange&)> at_head = [](auto&) {};
  Journal journal;
  Owned<abi::HttpExchange> held;  // used on the loop, and by the test while the loop waits for it

  void on_request(abi::HttpExchange* exchange) noexcept override {
    journal.add("whole " + exchange->request().path.str() + " " + exchange->request().body.str());
    respond(*exchange, 200, "text/plain", "whole");
    exchange->release();
  }
  void on_head(abi::HttpExchange* exchange) noexcept override {
    held.reset(exchange);
    at_head(*exchange);
    journal.add("head " + exchange->request().path.str() + " " + exchange->request().body.str());
  }
  void on_body(abi::HttpExchange& exchange) noexcept override {
    journal.add("body " + exchange.request().body.str());
    respond(exchange, 200, "text/plain", exchange.request().body);
    if (held.get() == &exchange) held.reset();
  }
  void on_abort(abi::HttpExchange& exchange) noexcept override {
    journal.add("abort");
    if (held.get() == &exchange) held.reset();
  }
};

class HeadAnnouncement : public ::testing::Test {
 protected:
  HeadAnnouncement() : server(R"({"limits":{"stalled_timeout_ms":5000}})") {
    abi::HttpMount mount;
    mount.cors = abi::CorsStyle::none;
    mount.pattern = "/*";
    mount.max_body_bytes = 200000;
    mount.head_handler = &early;
    abi::ErrorOut error;
    EXPECT_EQ(server.plugin->mount(mount, early, &id, error), abi::StatusCode::ok);
  }
  ~HeadAnnouncement() override { server.plugin->unmount(id); }

  // A request of which only the first bytes of its body have come, and the server knows.
  RawClient begin(std::size_t length, std::string_view first = "x") {
    RawClient client = server.connect();
    client.send("POST /x HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n" + std::string(first));
    EXPECT_TRUE(early.journal.wait_for("head /x "));
    return client;
  }

  Early early;
  TestServer server;
  abi::MountId id = 0;
};

TEST_F(HeadAnnouncement, ComesBeforeTheBodyAndTheBodyOnceItIsWhole) {
  RawClient client = begin(6, "abc");
  EXPECT_THAT(early.journal.entries(), ElementsAre("head /x "));

  client.send("def" + request("GET", "/y"));

  EXPECT_EQ(client.read_response().body, "abcdef");
  EXPECT_EQ(client.read_response().body, "whole");
  EXPECT_THAT(early.journal.entries(), ElementsAre("head /x ", "body abcdef", "whole /y "));
}

TEST_F(HeadAnnouncement, ComesForAChunkedBodyEvenIfItTurnsOutEmpty) {
  RawClient client = server.connect();

  client.send(request("POST", "/x", "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n");

  EXPECT_EQ(client.read_response().status, 200);
  EXPECT_THAT(early.journal.entries(), ElementsAre("head /x ", "body "));
}

TEST_F(HeadAnnouncement, IsFollowedByAnAbortWhenTheClientLeavesInTheMiddleOfTheBody) {
  RawClient client = begin(6);

  client.close();

  EXPECT_TRUE(early.journal.wait_for("abort"));
  EXPECT_THAT(early.journal.entries(), ElementsAre("head /x ", "abort"));
}

TEST_F(HeadAnnouncement, IsFollowedByAnAbortWhenTheBodyIsMalformedOrTooLarge) {
  for (const auto& [body, status] : {std::pair{std::string("nonsense\r\n"), 400}, {"30d41\r\n", 413}}) {
    RawClient client = server.connect();
    client.send(request("POST", "/x", "Transfer-Encoding: chunked\r\n") + body);

    EXPECT_EQ(client.read_response().status, status);
    EXPECT_TRUE(client.is_ended());
  }
  server.on_loop([] {});
  EXPECT_THAT(early.journal.entries(), ElementsAre("head /x ", "abort", "head /x ", "abort"));
}

TEST_F(HeadAnnouncement, IsFollowedByAnAbortWhenTheBodyStandsStill) {
  RawClient client = begin(6);

  server.advance(6000);

  EXPECT_EQ(client.read_response().status, 408);
  EXPECT_TRUE(early.journal.wait_for("abort"));
}

TEST_F(HeadAnnouncement, IsFollowedByAnAbortWhenTheServerStops) {
  RawClient client = begin(6);

  server.plugin->stop();

  EXPECT_EQ(client.read_response().status, 503);
  EXPECT_THAT(early.journal.entries(), ElementsAre("head /x ", "abort"));
}

TEST_F(HeadAnnouncement, LetsARequestBeAnsweredAheadOfAShortBodyAndKeepsTheConnection) {
  early.at_head = [](abi::HttpExchange& exchange) { respond(exchange, 409, "", "no"); };
  RawClient client = begin(6, "abc");

  Response refused = client.read_response();
  EXPECT_EQ(refused.status, 409);
  EXPECT_NE(refused.headers["connection"], "close");
  client.send("GET" + request("GET", "/next"));

  EXPECT_EQ(client.read_response().body, "whole");
  EXPECT_THAT(early.journal.entries(), ElementsAre("head /x ", "whole /next "))
      << "the rest of the body was thrown away, and nobody heard of it";
}

TEST_F(HeadAnnouncement, EndsTheConnectionAfterAnAnswerAheadOfALongBody) {
  early.at_head = [](abi::HttpExchange& exchange) { respond(exchange, 409, "", "no"); };
  RawClient client = begin(100000);

  Response refused = client.read_response();
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.headers["connection"], "close");
  EXPECT_TRUE(client.is_ended());
  EXPECT_THAT(early.journal.entries(), ElementsAre("head /x "));
}

TEST_F(HeadAnnouncement, DoesNotInviteABodyThatNobodyWants) {
  early.at_head = [](abi::HttpExchange& exchange) { respond(exchange, 409, "", "no"); };
  RawClient client = server.connect();

  client.send("POST /x HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 6\r\n\r\n");

  Response refused = client.read_response();
  EXPECT_EQ(refused.status, 409) << "and no 100 Continue before it";
  EXPECT_EQ(refused.headers["connection"], "close") << "whether the body comes is not certain";
  EXPECT_TRUE(client.is_ended());
}

TEST_F(HeadAnnouncement, LetsAnotherThreadAnswerWhileTheBodyIsComing) {
  RawClient client = begin(100000);
  Owned<abi::HttpExchange> taken;
  server.on_loop([&] { taken = std::move(early.held); });

  std::thread([&] {
    respond(*taken, 410, "", "gone");
    taken.reset();
  }).join();

  EXPECT_EQ(client.read_response().status, 410);
  EXPECT_TRUE(client.is_ended());
  EXPECT_THAT(early.journal.entries(), ElementsAre("head /x "));
}

TEST_F(HeadAnnouncement, AnswersForAHandlerThatReleasesAtTheHead) {
  early.at_head = [this](abi::HttpExchange&) { early.journal.add("released"); };
  RawClient client = begin(6);
  server.on_loop([&] { early.held.reset(); });

  EXPECT_EQ(client.read_response().status, 500);
  client.send("67890" + request("GET", "/next"));
  EXPECT_EQ(client.read_response().body, "whole");
}

TEST_F(HeadAnnouncement, CutsAStreamThatBeganAheadOfABodyThatBreaksTheRules) {
  early.at_head = [](abi::HttpExchange& exchange) {
    exchange.begin_stream({});
    exchange.write("first");
  };
  RawClient client = server.connect();
  client.send(request("POST", "/x", "Transfer-Encoding: chunked\r\n"));
  EXPECT_NE(client.read_until("first\r\n"), "");

  client.send("nonsense\r\n");

  EXPECT_EQ(client.read_to_end(), "") << "no second answer inside the first one";
  EXPECT_TRUE(early.journal.wait_for("abort"));
}

TEST_F(HeadAnnouncement, NeverMakesAnUnwantedBodyARequest) {
  early.at_head = [](abi::HttpExchange& exchange) { respond(exchange, 409, "", "no"); };
  RawClient client = server.connect();
  const std::string smuggled = request("GET", "/smuggled");

  client.send(request("POST", "/x", {}, smuggled) + request("GET", "/y", "Connection: close\r\n"));

  EXPECT_EQ(client.read_response().status, 409);
  EXPECT_EQ(client.read_response().body, "whole");
  EXPECT_EQ(client.read_response().status, 0);
  EXPECT_THAT(early.journal.entries(), ElementsAre("head /x ", "whole /y "));
}

TEST_F(HeadAnnouncement, RefusesAWebSocketBeforeTheBody) {
  Peers peers;
  early.at_head = [&peers](abi::HttpExchange& exchange) { exchange.accept_websocket(peers, {}); };
  RawClient client = server.connect();

  client.send(request("GET", "/x",
                      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
                      "body"));

  EXPECT_TRUE(peers.journal.wait_for("open failed"));
  client.close();
}

}  // namespace
}  // namespace wagate::http_server::testing
