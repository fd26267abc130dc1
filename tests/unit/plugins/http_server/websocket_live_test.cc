#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "test_server.h"
#include "wagate/http.h"

namespace wagate::http_server::testing {
namespace {

using ::testing::ElementsAre;

void echo(abi::WebSocketPeer& peer, std::string_view data, bool binary) {
  if (binary)
    peer.send_binary({reinterpret_cast<const std::uint8_t*>(data.data()), data.size()});
  else
    peer.send_text(data);
}

TEST(WebSocket, EchoesMessagesOfEverySize) {
  Peers peers;
  TestServer server;
  peers.message = echo;
  server.serve_websocket("/ws", peers);
  RawClient client = server.connect();
  ASSERT_TRUE(client.open_websocket("/ws"));

  for (std::size_t size : {0u, 1u, 125u, 126u, 65535u, 65536u, 300000u}) {
    const std::string text(size, 'a');
    client.send_frame(kText, text);
    ReceivedFrame frame = client.read_frame();
    EXPECT_EQ(frame.opcode, kText);
    EXPECT_EQ(frame.payload, text);
    client.send_frame(kBinary, std::string(size, '\xFF'));
    EXPECT_EQ(client.read_frame().opcode, kBinary);
  }
}

TEST(WebSocket, KeepsFramesThatArriveWithTheRequest) {
  Peers peers;
  TestServer server;
  peers.message = echo;
  server.serve_websocket("/ws", peers);
  RawClient client = server.connect();

  client.send(
      "GET /ws HTTP/1.1\r\nHost: t\r\nUpgrade: WebSocket\r\nConnection: upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
      client_frame(kText, "early") + client_frame(kText, "bird"));

  EXPECT_EQ(client.read_response(true).status, 101);
  EXPECT_EQ(client.read_frame().payload, "early");
  EXPECT_EQ(client.read_frame().payload, "bird");
}

TEST(WebSocket, JoinsFragmentsAndAnswersPingsBetweenThem) {
  Peers peers;
  TestServer server;
  peers.message = echo;
  server.serve_websocket("/ws", peers);
  RawClient client = server.connect();
  ASSERT_TRUE(client.open_websocket("/ws"));

  client.send_frame(kText, "one ", false);
  client.send_frame(kPing, "still there?");
  client.send_frame(0, "two ", false);
  client.send_frame(0, "three", true);

  ReceivedFrame pong = client.read_frame();
  EXPECT_EQ(pong.opcode, kPong);
  EXPECT_EQ(pong.payload, "still there?");
  EXPECT_EQ(client.read_frame().payload, "one two three");
}

TEST(WebSocket, AnswersACloseFrameWithItsCodeAndTellsTheListener) {
  Peers peers;
  TestServer server;
  server.serve_websocket("/ws", peers);
  RawClient client = server.connect();
  ASSERT_TRUE(client.open_websocket("/ws"));

  client.send_frame(kClose, std::string("\x03\xE8", 2) + "bye");

  EXPECT_EQ(client.read_frame().close_code(), 1000);
  EXPECT_EQ(client.read_frame().opcode, -1);
  EXPECT_TRUE(peers.journal.wait_for("close 1000 bye"));
}

TEST(WebSocket, TellsTheListenerWhenTheConnectionBreaks) {
  Peers peers;
  TestServer server;
  server.serve_websocket("/ws", peers);
  RawClient client = server.connect();
  ASSERT_TRUE(client.open_websocket("/ws"));

  client.reset();

  EXPECT_TRUE(peers.journal.wait_for("close 1006"));
}

struct Violation {
  const char* name;
  std::string bytes;
  int code;
};

TEST(WebSocket, ClosesForEachViolationWithItsCode) {
  abi::WebSocketOptions options;
  options.max_message_bytes = 1000;
  const Violation violations[] = {
      {"unmasked frame", std::string("\x81\x01x", 3), 1002},
      {"reserved bit", std::string("\xC1\x80\0\0\0\0", 6), 1002},
      {"reserved opcode", std::string("\x83\x80\0\0\0\0", 6), 1002},
      {"fragmented ping", client_frame(kPing, "x", false), 1002},
      {"long ping", client_frame(kPing, std::string(126, 'x')), 1002},
      {"continuation of nothing", client_frame(0, "x"), 1002},
      {"message inside a message", client_frame(kText, "x", false) + client_frame(kText, "y"), 1002},
      {"one-byte close", client_frame(kClose, "x"), 1002},
      {"reserved close code", client_frame(kClose, std::string("\x03\xED", 2)), 1002},
      {"bad close reason", client_frame(kClose, std::string("\x03\xE8\xFF", 3)), 1007},
      {"bad text", client_frame(kText, "\xC0\x80"), 1007},
      {"text cut inside a character", client_frame(kText, "\xE2\x82"), 1007},
      {"too big", client_frame(kText, std::string(1001, 'x')), 1009},
      {"fragments too big together",
       client_frame(kText, std::string(600, 'x'), false) + client_frame(0, std::string(600, 'x')), 1009},
  };
  Peers peers;
  TestServer server;
  server.serve_websocket("/ws", peers, options);
  for (const Violation& violation : violations) {
    RawClient client = server.connect();
    ASSERT_TRUE(client.open_websocket("/ws"));

    client.send(violation.bytes);

    EXPECT_EQ(client.read_frame().close_code(), violation.code) << violation.name;
    EXPECT_EQ(client.read_frame().opcode, -1) << violation.name;
  }
  EXPECT_TRUE(peers.journal.wait_for("close 1002", 9));
  EXPECT_TRUE(peers.journal.wait_for("close 1007", 3));
  EXPECT_TRUE(peers.journal.wait_for("close 1009", 2));
}

TEST(WebSocket, ClosesWithACodeAndWaitsForThePeer) {
  Peers peers;
  TestServer server;
  peers.message = [](abi::WebSocketPeer& peer, std::string_view, bool) {
    peer.send_text("last words");
    peer.close(4001, "enough");
    EXPECT_FALSE(peer.send_text("too late"));
  };
  server.serve_websocket("/ws", peers);
  RawClient client = server.connect();
  ASSERT_TRUE(client.open_websocket("/ws"));

  client.send_frame(kText, "go");
  EXPECT_EQ(client.read_frame().payload, "last words");
  ReceivedFrame close = client.read_frame();
  EXPECT_EQ(close.close_code(), 4001);
  EXPECT_EQ(close.payload.substr(2), "enough");
  client.send_frame(kClose, close.payload);

  EXPECT_EQ(client.read_frame().opcode, -1);
  EXPECT_TRUE(peers.journal.wait_for("close 4001 enough"));
}

TEST(WebSocket, GivesUpOnAPeerThatDoesNotAnswerTheClose) {
  Peers peers;
  TestServer server;
  peers.opened = [](abi::WebSocketPeer& peer) { peer.close(4002, ""); };
  server.serve_websocket("/ws", peers);
  RawClient client = server.connect();
  ASSERT_TRUE(client.open_websocket("/ws"));
  EXPECT_EQ(client.read_frame().close_code(), 4002);

  server.advance(2500);

  EXPECT_TRUE(peers.journal.wait_for("close 4002"));
  EXPECT_EQ(client.read_frame().opcode, -1);
}

TEST(WebSocket, RefusesMalformedHandshakesBeforeTheHandlerSeesThem) {
  Peers peers;
  TestServer server;
  server.serve_websocket("/ws", peers);
  const std::string start = "GET /ws HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
  const auto status_of = [&](const std::string& headers) {
    RawClient client = server.connect();
    client.send(start + headers + "\r\n");
    return client.read_response().status;
  };

  EXPECT_EQ(status_of("Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"), 426);
  EXPECT_EQ(status_of("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"), 426);
  EXPECT_EQ(status_of("Sec-WebSocket-Version: 13\r\n"), 400);
  EXPECT_EQ(status_of("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n"), 400);
  EXPECT_THAT(peers.journal.entries(), ElementsAre());
}

TEST(WebSocket, IsAnOrdinaryRequestWithoutTheUpgradeAndCannotBeAccepted) {
  Peers peers;
  TestServer server;
  Handler handler([&](abi::HttpExchange* exchange) {
    EXPECT_EQ(exchange->request().wants_websocket, 0u);
    exchange->accept_websocket(peers, {});
    respond(*exchange, 200, "", "plain");
    exchange->release();
  });
  server.mount("GET", "/ws", handler);

  EXPECT_EQ(server.get("/ws", "Upgrade: websocket\r\n").body, "plain");
  EXPECT_TRUE(peers.journal.wait_for("open failed"));
}

TEST(WebSocket, ReportsAnOpeningWhoseClientHasGone) {
  Peers peers;
  Journal journal;
  abi::HttpExchange* pending = nullptr;
  TestServer server;
  Handler handler(
      [&](abi::HttpExchange* exchange) {
        pending = exchange;
        journal.add("request");
      },
      [&](abi::HttpExchange&) { journal.add("abort"); });
  server.mount("GET", "/ws", handler);
  RawClient client = server.connect();
  client.send(
      "GET /ws HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  ASSERT_TRUE(journal.wait_for("request"));
  client.close();
  ASSERT_TRUE(journal.wait_for("abort"));

  pending->accept_websocket(peers, {});
  pending->release();

  EXPECT_TRUE(peers.journal.wait_for("open failed"));
}

TEST(WebSocket, MovesToTheLoopThatWasAskedFor) {
  Peers peers;
  std::vector<std::uint32_t> loops;
  TestServer server(R"({"threads":3})");
  peers.opened = [&](abi::WebSocketPeer& peer) { loops.push_back(peer.loop()); };
  peers.message = echo;
  abi::WebSocketOptions options;
  options.loop = 2;
  server.serve_websocket("/ws", peers, options);
  std::vector<RawClient> clients;
  for (int i = 0; i < 6; ++i) {
    clients.push_back(server.connect());
    ASSERT_TRUE(clients.back().open_websocket("/ws"));
  }

  for (RawClient& client : clients) {
    client.send_frame(kText, "there?");
    EXPECT_EQ(client.read_frame().payload, "there?");
  }
  EXPECT_THAT(loops, ElementsAre(2, 2, 2, 2, 2, 2));
}

TEST(WebSocket, CanBeAcceptedFromAnotherThread) {
  Peers peers;
  TestServer server;
  peers.message = echo;
  std::thread thread;
  Handler handler([&](abi::HttpExchange* exchange) {
    thread = std::thread([&peers, exchange] {
      exchange->accept_websocket(peers, {});
      exchange->release();
    });
  });
  server.mount("GET", "/ws", handler);
  RawClient client = server.connect();

  ASSERT_TRUE(client.open_websocket("/ws"));

  client.send_frame(kText, "hello");
  EXPECT_EQ(client.read_frame().payload, "hello");
  thread.join();
}

TEST(WebSocket, SendsSharedFramesToAllPeersInOrderAndAdjacent) {
  Peers peers;
  TestServer server;
  server.serve_websocket("/ws", peers);
  std::vector<RawClient> clients;
  for (int i = 0; i < 50; ++i) {
    clients.push_back(server.connect());
    ASSERT_TRUE(clients.back().open_websocket("/ws"));
  }
  ASSERT_TRUE(peers.journal.wait_for("open", 50));

  for (int event = 0; event < 20; ++event) {
    server.plugin->post(0, make_task([&, event] {
                          const std::string number = std::to_string(event);
                          const abi::StringRef parts[] = {"42[\"event\",", number, "]"};
                          const abi::StringRef bytes = "attachment";
                          abi::Frame* frames[] = {server.plugin->make_frame(parts, 3, false),
                                                  server.plugin->make_frame(&bytes, 1, true)};
                          EXPECT_EQ(frames[0]->payload().view(), "42[\"event\"," + number + "]");
                          server.plugin->send_to_all(0, frames, 2, peers.open.data(), peers.open.size());
                          for (abi::Frame* frame : frames) frame->release();
                        }));
  }

  for (RawClient& client : clients) {
    for (int event = 0; event < 20; ++event) {
      ASSERT_EQ(client.read_frame().payload, "42[\"event\"," + std::to_string(event) + "]");
      ASSERT_EQ(client.read_frame().payload, "attachment");
    }
  }
  server.on_loop([] {});
  EXPECT_EQ(server.host.metrics().value("websocket_messages_sent_total"), 2000u);
}

TEST(WebSocket, SendsManyFramesOfOneMessage) {
  Peers peers;
  TestServer server;
  server.serve_websocket("/ws", peers);
  RawClient client = server.connect();
  ASSERT_TRUE(client.open_websocket("/ws"));
  ASSERT_TRUE(peers.journal.wait_for("open"));

  server.on_loop([&] {
    std::vector<abi::Frame*> frames;
    for (int i = 0; i < 200; ++i) {
      const std::string text = std::to_string(i);
      const abi::StringRef part = text;
      frames.push_back(server.plugin->make_frame(&part, 1, false));
    }
    server.plugin->send_to_all(0, frames.data(), frames.size(), peers.open.data(), peers.open.size());
    for (abi::Frame* frame : frames) frame->release();
  });

  for (int i = 0; i < 200; ++i) ASSERT_EQ(client.read_frame().payload, std::to_string(i));
}

}  // namespace
}  // namespace wagate::http_server::testing
