#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_server.h"
#include "wagate/http.h"

namespace wagate::http_server::testing {
namespace {

using ::testing::HasSubstr;

std::string start_error(const std::string& config) {
  wagate::testing::FakeHost host(config);
  try {
    auto plugin = host.make<HttpServerPlugin>();
    plugin->start();
    plugin->stop();
  } catch (const std::exception& failure) {
    return failure.what();
  }
  return "started";
}

TEST(HttpServerStart, AnnouncesTheRealPort) {
  TestServer server;
  ASSERT_EQ(server.host.runtime().announced.size(), 1u);
  EXPECT_EQ(server.host.runtime().announced[0], "http://127.0.0.1:" + std::to_string(server.port()));
}

TEST(HttpServerStart, ShowsEveryAddressAsLocalhost) {
  wagate::testing::FakeHost host(R"({"host":"0.0.0.0","port":0})");
  auto plugin = host.make<HttpServerPlugin>();
  plugin->start();
  EXPECT_THAT(host.runtime().announced[0], ::testing::StartsWith("http://localhost:"));
  plugin->stop();
}

TEST(HttpServerStart, NamesAPortThatIsInUse) {
  TestServer other;
  const std::string port = std::to_string(other.port());

  EXPECT_EQ(start_error(R"({"host":"127.0.0.1","port":)" + port + "}"),
            "127.0.0.1:" + port + " is in use by another program (Address already in use); stop it or set SERVER_PORT (port) to another one");
}

TEST(HttpServerStart, NamesAnAddressThatIsNotOfThisMachine) {
  EXPECT_THAT(start_error(R"({"host":"192.0.2.1","port":0})"), HasSubstr("192.0.2.1:0 is no address of this machine"));
}

TEST(HttpServerStart, NamesTheFileThatIsMissingForHttps) {
  EXPECT_THAT(start_error(R"({"host":"127.0.0.1","port":0,"type":"https"})"), HasSubstr("tls.certificate is not set"));
  EXPECT_THAT(
      start_error(R"({"host":"127.0.0.1","port":0,"type":"https","tls":{"certificate":"/nonexistent/chain.pem"}})"),
      HasSubstr("tls.certificate \"/nonexistent/chain.pem\" cannot be read: No such file or directory"));
}

TEST(HttpServerStart, RefusesEveryOriginTogetherWithCredentials) {
  EXPECT_THAT(start_error(R"({"cors":{"origins":["*"],"credentials":true}})"), HasSubstr("CORS_CREDENTIALS"));
}

TEST(HttpServerStop, SaysGoodbyeToOpenPeersAndLetsQueuedMessagesOut) {
  Peers peers;
  auto server = std::make_unique<TestServer>();
  server->serve_websocket("/ws", peers);
  RawClient client = server->connect();
  ASSERT_TRUE(client.open_websocket("/ws"));
  ASSERT_TRUE(peers.journal.wait_for("open"));
  server->plugin->post(0, make_task([&] { peers.open[0]->send_text("last event"); }));
  std::thread answering([&] {
    EXPECT_EQ(client.read_frame().payload, "last event");
    ReceivedFrame close = client.read_frame();
    EXPECT_EQ(close.close_code(), 1001);
    client.send_frame(kClose, close.payload);
    client.close();
  });

  server->plugin->stop();

  answering.join();
  EXPECT_TRUE(peers.journal.wait_for("close 1001 the gateway stops") || peers.journal.wait_for("close 1001"));
  EXPECT_TRUE(peers.open.empty());
}

TEST(HttpServerStop, DoesNotWaitLongForPeersThatStayAndTellsTheirListeners) {
  Peers peers;
  TestServer server(R"({"limits":{"drain_ms":50}})");
  server.serve_websocket("/ws", peers);
  server.serve("GET", "/x", [](const auto&) { return "x"; });
  RawClient silent = server.connect();
  ASSERT_TRUE(silent.open_websocket("/ws"));
  RawClient idle = server.connect();
  idle.send(request("GET", "/x"));
  EXPECT_EQ(idle.read_response().status, 200);

  server.plugin->stop();

  EXPECT_TRUE(peers.journal.wait_for("close 1001"));
  EXPECT_EQ(silent.read_frame().close_code(), 1001);
  EXPECT_EQ(idle.read_to_end(), "");
}

TEST(HttpServerStop, AnswersPendingRequestsAndReleasesTasks) {
  Journal journal;
  abi::HttpExchange* pending = nullptr;
  TestServer server(R"({"limits":{"drain_ms":50}})");
  Handler handler(
      [&](abi::HttpExchange* exchange) {
        pending = exchange;
        journal.add("request");
      },
      [&](abi::HttpExchange&) { journal.add("abort"); });
  server.mount("GET", "/*", handler);
  RawClient client = server.connect();
  client.send(request("GET", "/"));
  ASSERT_TRUE(journal.wait_for("request"));
  auto witness = std::make_shared<int>(1);
  server.plugin->post_after(0, 60000, make_task([witness] {}));

  server.plugin->stop();

  EXPECT_TRUE(journal.wait_for("abort"));
  EXPECT_EQ(client.read_response().status, 503);
  EXPECT_EQ(witness.use_count(), 1) << "the delayed task was released";
  server.plugin->post(0, make_task([witness] {}));
  EXPECT_EQ(witness.use_count(), 1) << "a task posted after the end is released at once";
  respond(*pending, 200, "", "late");
  pending->release();
}

TEST(HttpServerCors, PutsItsHeadersOnEveryAnswerOfARestMount) {
  TestServer server(R"({"cors":{"origins":["https://a.example"],"methods":["GET","POST"],"credentials":true}})");
  Handler echo([](abi::HttpExchange* exchange) {
    respond(*exchange, 200, "", "ok");
    exchange->release();
  });
  server.mount("POST", "/rest", echo, abi::CorsStyle::rest, 5);
  const std::string listed = "Origin: https://a.example\r\n";
  const auto answer = [&](const std::string& text) {
    RawClient client = server.connect();
    client.send(text);
    return client.read_response();
  };

  Response preflight = answer(request("OPTIONS", "/rest", listed + "Access-Control-Request-Headers: apikey\r\n"));
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.headers["access-control-allow-origin"], "https://a.example");
  EXPECT_EQ(preflight.headers["access-control-allow-methods"], "GET,POST");
  EXPECT_EQ(preflight.headers["access-control-allow-headers"], "apikey");
  EXPECT_EQ(preflight.headers["access-control-allow-credentials"], "true");
  EXPECT_EQ(preflight.headers["content-length"], "0");

  EXPECT_EQ(answer(request("POST", "/rest", listed)).headers["access-control-allow-origin"], "https://a.example");
  Response too_large = answer(request("POST", "/rest", listed, "too large"));
  EXPECT_EQ(too_large.status, 413);
  EXPECT_EQ(too_large.headers["access-control-allow-origin"], "https://a.example");
  Response wrong_method = answer(request("PUT", "/rest", listed));
  EXPECT_EQ(wrong_method.status, 405);
  EXPECT_EQ(wrong_method.headers["access-control-allow-origin"], "https://a.example");

  Response refused = answer(request("POST", "/rest", "Origin: https://evil.example\r\n"));
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.body, R"({"status":403,"error":"Forbidden","response":{"message":"Origin not allowed"}})");
  EXPECT_EQ(refused.headers.count("access-control-allow-origin"), 0u);
  EXPECT_EQ(answer(request("OPTIONS", "/rest", "Origin: https://evil.example\r\n")).status, 403);
  EXPECT_EQ(answer(request("POST", "/rest")).status, 200) << "no Origin: not a browser";
}

TEST(HttpServerCors, LeavesTheDecisionToTheHandlerOfASocketMount) {
  TestServer server(R"({"cors":{"origins":["https://a.example"]}})");
  server.serve(
      "", "/socket.io/*",
      [](const abi::HttpRequest& request) {
        return request.origin_check == abi::OriginCheck::refused   ? "refused"
               : request.origin_check == abi::OriginCheck::allowed ? "allowed"
                                                                   : "absent";
      },
      abi::CorsStyle::socket);

  EXPECT_EQ(server.get("/socket.io/").body, "absent");
  EXPECT_EQ(server.get("/socket.io/", "Origin: https://a.example\r\n").body, "allowed");
  Response refused = server.get("/socket.io/", "Origin: https://evil.example\r\n");
  EXPECT_EQ(refused.body, "refused");
  EXPECT_EQ(refused.headers.count("access-control-allow-origin"), 0u);
  RawClient client = server.connect();
  client.send(request("OPTIONS", "/socket.io/", "Origin: https://evil.example\r\n"));
  Response preflight = client.read_response();
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.headers["access-control-allow-methods"], "GET,HEAD,PUT,PATCH,POST,DELETE");
}

TEST(HttpServerCors, GivesOptionsToTheHandlerOfAMountWithoutCors) {
  TestServer server;
  server.serve("", "/plain", [](const abi::HttpRequest& request) { return request.method.str(); });
  RawClient client = server.connect();

  client.send(request("OPTIONS", "/plain", "Origin: https://a.example\r\n"));

  EXPECT_EQ(client.read_response().body, "OPTIONS");
}

}  // namespace
}  // namespace wagate::http_server::testing
