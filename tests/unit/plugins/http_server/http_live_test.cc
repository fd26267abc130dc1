#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "test_server.h"
#include "wagate/http.h"

namespace wagate::http_server::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(HttpServer, AnswersARequestWithWhatTheHandlerSays) {
  TestServer server;
  server.serve("GET", "/hello/{name}", [](const abi::HttpRequest& request) {
    return std::string(path_parameter(request, "name")) + "|" + std::string(query_field(request, "q")) + "|" +
           request.peer.str() + "|" + std::string(header(request, "x-thing"));
  });

  const Response response = server.get("/hello/b%C3%A4r?q=a+b%26", "X-Thing: v \r\n");

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "b\xC3\xA4r|a b&|127.0.0.1|v");
}

TEST(HttpServer, SaysThatItIsStartingWhileNothingIsMounted) {
  TestServer server;

  Response response = server.get("/");

  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.headers["retry-after"], "1");
}

TEST(HttpServer, AnswersAnUnknownPathWith404AndAnUnknownMethodWith405) {
  TestServer server;
  server.serve("GET", "/known", [](const auto&) { return "x"; });

  EXPECT_EQ(server.get("/unknown").status, 404);
  RawClient client = server.connect();
  client.send(request("DELETE", "/known"));
  Response response = client.read_response();
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers["allow"], "GET");
  client.send(request("GET", "/known"));
  EXPECT_EQ(client.read_response().body, "x");
}

TEST(HttpServer, AnswersPipelinedRequestsInOrder) {
  TestServer server;
  server.serve("", "/*", [](const abi::HttpRequest& request) {
    return request.method.str() + request.path.str() + request.body.str();
  });
  RawClient client = server.connect();

  client.send(request("GET", "/1") + request("POST", "/2", {}, "body") + request("GET", "/3", "Connection: close\r\n") +
              request("GET", "/4"));

  EXPECT_EQ(client.read_response().body, "GET/1");
  EXPECT_EQ(client.read_response().body, "POST/2body");
  EXPECT_EQ(client.read_response().body, "GET/3");
  EXPECT_EQ(client.read_response().status, 0) << "nothing follows Connection: close";
}

TEST(HttpServer, TakesARequestThatArrivesByteByByte) {
  TestServer server;
  server.serve("POST", "/*", [](const abi::HttpRequest& request) { return request.body.str(); });
  RawClient client = server.connect();

  for (char c : request("POST", "/x", "Transfer-Encoding: chunked\r\n") +
                    "3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nTrailer: t\r\n\r\n") {
    client.send({&c, 1});
  }

  EXPECT_EQ(client.read_response().body, "abcde");
}

TEST(HttpServer, RefusesABodyWhenTheBodiesOfAllRequestsAreTooLargeTogether) {
  TestServer server(R"({"limits":{"max_bodies_bytes":65536}})");
  server.serve("POST", "/*", [](const abi::HttpRequest& request) { return std::to_string(request.body.size); });
  RawClient dawdler = server.connect();
  dawdler.send("POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 60001\r\n\r\n");
  dawdler.read_until("\r\n\r\n");
  dawdler.send(std::string(60000, 'x'));
  const auto post = [&](std::size_t size) {
    RawClient client = server.connect();
    client.send(request("POST", "/x", {}, std::string(size, 'y')));
    return client.read_response();
  };
  Response refused;
  for (int i = 0; i < 10000 && refused.status != 503; ++i) refused = post(10000);  // until all of the dawdler's has come
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.headers["retry-after"], "1");
  EXPECT_EQ(post(1000).body, "1000") << "small ones still fit";

  dawdler.send("x");
  EXPECT_EQ(dawdler.read_response().body, "60001");
  dawdler.close();
  EXPECT_EQ(post(10000).body, "10000") << "room again, once the dawdler is answered";
}

TEST(HttpServer, RefusesABodyOverTheLimitOfTheMount) {
  TestServer server;
  Handler never([](abi::HttpExchange* exchange) { exchange->release(); });
  Handler echo([](abi::HttpExchange* exchange) {
    respond(*exchange, 200, "", exchange->request().body);
    exchange->release();
  });
  server.mount("POST", "/small", echo, abi::CorsStyle::none, 10);

  RawClient exact = server.connect();
  exact.send(request("POST", "/small", {}, "0123456789"));
  EXPECT_EQ(exact.read_response().status, 200);

  RawClient announced = server.connect();
  announced.send(request("POST", "/small", {}, "0123456789a"));
  EXPECT_EQ(announced.read_response().status, 413);
  EXPECT_TRUE(announced.is_ended());

  RawClient chunked = server.connect();
  chunked.send(request("POST", "/small", "Transfer-Encoding: chunked\r\n") + "6\r\n012345\r\n5\r\n6789a\r\n0\r\n\r\n");
  EXPECT_EQ(chunked.read_response().status, 413);
}

TEST(HttpServer, TellsAClientThatAsksToGoOnWithItsBody) {
  TestServer server;
  server.serve("POST", "/*", [](const abi::HttpRequest& request) { return request.body.str(); });
  RawClient client = server.connect();

  client.send("POST /x HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 100);
  client.send("ok");

  EXPECT_EQ(client.read_response().body, "ok");
}

TEST(HttpServer, AnswersHeadWithoutABody) {
  TestServer server;
  server.serve("GET", "/*", [](const auto&) { return "12345"; });
  RawClient client = server.connect();

  client.send(request("HEAD", "/x") + request("GET", "/y"));

  Response head = client.read_response(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers["content-length"], "5");
  EXPECT_EQ(client.read_response().body, "12345");
}

TEST(HttpServer, KeepsAnHttp10ConnectionOnlyWhenAsked) {
  TestServer server;
  server.serve("GET", "/*", [](const auto&) { return "x"; });

  RawClient plain = server.connect();
  plain.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_THAT(plain.read_to_end(), HasSubstr("Connection: close"));

  RawClient kept = server.connect();
  kept.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(kept.read_response().headers["connection"], "keep-alive");
  kept.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(kept.read_response().status, 200);
}

TEST(HttpServer, TakesAnAnswerFromAnotherThread) {
  TestServer server;
  std::vector<std::thread> threads;
  Handler handler([&](abi::HttpExchange* exchange) {
    threads.emplace_back([exchange] {
      respond(*exchange, 201, "text/plain", exchange->request().path);
      exchange->release();
    });
  });
  server.mount("GET", "/*", handler);
  RawClient client = server.connect();

  client.send(request("GET", "/1") + request("GET", "/2"));

  EXPECT_EQ(client.read_response().body, "/1");
  EXPECT_EQ(client.read_response().body, "/2");
  for (std::thread& thread : threads) thread.join();
}

TEST(HttpServer, StreamsPiecesFromAnotherThread) {
  TestServer server;
  std::thread thread;
  Handler handler([&](abi::HttpExchange* exchange) {
    thread = std::thread([exchange] {
      abi::HttpResponse head;
      exchange->begin_stream(head);
      for (int i = 0; i < 1000; ++i) exchange->write(std::to_string(i) + ",");
      exchange->end_stream();
      exchange->release();
    });
  });
  server.mount("GET", "/*", handler);
  RawClient client = server.connect();

  client.send(request("GET", "/stream"));
  Response response = client.read_response();

  EXPECT_EQ(response.headers["transfer-encoding"], "chunked");
  EXPECT_THAT(response.body, ::testing::StartsWith("0,1,2,"));
  EXPECT_THAT(response.body, ::testing::EndsWith("998,999,"));
  thread.join();
  client.send(request("GET", "/stream"));
  EXPECT_EQ(client.read_response().status, 200) << "the connection goes on after a stream";
  thread.join();
}

TEST(HttpServer, EndsAnHttp10StreamWithTheConnection) {
  TestServer server;
  Handler handler([](abi::HttpExchange* exchange) {
    exchange->begin_stream({});
    exchange->write("abc");
    exchange->write("def");
    exchange->end_stream();
    exchange->release();
  });
  server.mount("GET", "/*", handler);
  RawClient client = server.connect();

  client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

  const std::string all = client.read_to_end();
  EXPECT_THAT(all, ::testing::EndsWith("\r\n\r\nabcdef"));
  EXPECT_THAT(all, Not(HasSubstr("chunked")));
}

TEST(HttpServer, CutsTheConnectionOfAStreamThatIsReleasedUnfinished) {
  TestServer server;
  Handler handler([](abi::HttpExchange* exchange) {
    exchange->begin_stream({});
    exchange->write("abc");
    exchange->release();
  });
  server.mount("GET", "/*", handler);
  RawClient client = server.connect();

  client.send(request("GET", "/"));

  const std::string all = client.read_to_end();
  EXPECT_THAT(all, HasSubstr("3\r\nabc\r\n"));
  EXPECT_THAT(all, Not(HasSubstr("0\r\n\r\n")));
}

TEST(HttpServer, AnswersAReleaseWithoutAnswerWith500) {
  TestServer server;
  Handler handler([](abi::HttpExchange* exchange) { exchange->release(); });
  server.mount("GET", "/*", handler);

  EXPECT_EQ(server.get("/").status, 500);
}

TEST(HttpServer, IgnoresASecondAnswer) {
  TestServer server;
  Handler handler([](abi::HttpExchange* exchange) {
    respond(*exchange, 200, "", "first");
    respond(*exchange, 200, "", "second");
    exchange->release();
  });
  server.mount("GET", "/*", handler);
  RawClient client = server.connect();

  client.send(request("GET", "/") + request("GET", "/"));

  EXPECT_EQ(client.read_response().body, "first");
  EXPECT_EQ(client.read_response().body, "first");
}

TEST(HttpServer, TellsTheHandlerWhenTheClientOfAPendingRequestLeaves) {
  Journal journal;
  abi::HttpExchange* pending = nullptr;
  TestServer server;
  Handler handler(
      [&](abi::HttpExchange* exchange) {
        pending = exchange;
        journal.add("request");
      },
      [&](abi::HttpExchange& exchange) {
        EXPECT_EQ(&exchange, pending);
        exchange.release();
        journal.add("abort");
      });
  server.mount("GET", "/*", handler);

  RawClient politely = server.connect();
  politely.send(request("GET", "/"));
  ASSERT_TRUE(journal.wait_for("request"));
  politely.close();
  EXPECT_TRUE(journal.wait_for("abort"));

  RawClient rudely = server.connect();
  rudely.send(request("GET", "/"));
  ASSERT_TRUE(journal.wait_for("request", 2));
  rudely.reset();
  EXPECT_TRUE(journal.wait_for("abort", 2));
}

TEST(HttpServer, TellsTheHandlerWhenTheClientOfAPendingRequestLeavesBehindUnreadInput) {
  Journal journal;
  TestServer server;
  Handler handler([&](abi::HttpExchange*) { journal.add("request"); },
                  [&](abi::HttpExchange& exchange) {
                    exchange.release();
                    journal.add("abort");
                  });
  server.mount("GET", "/*", handler);
  RawClient client = server.connect();
  client.send(request("GET", "/"));
  ASSERT_TRUE(journal.wait_for("request"));
  client.send(std::string(90000, 'x'));

  client.close();

  EXPECT_TRUE(journal.wait_for("abort"));
}

TEST(HttpServer, StillSendsAnAnswerThatIsReadyToAClientThatSaidItsLast) {
  TestServer server;
  server.serve("GET", "/*", [](const auto&) { return std::string(3000000, 'x'); });
  RawClient client = server.connect();

  client.send(request("GET", "/"));
  client.shut_down_writing();

  EXPECT_EQ(client.read_response().body.size(), 3000000u);
}

TEST(HttpServer, IgnoresAnAnswerForAClientThatHasLeft) {
  Journal journal;
  abi::HttpExchange* pending = nullptr;
  TestServer server;
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
  client.close();
  ASSERT_TRUE(journal.wait_for("abort"));

  respond(*pending, 200, "", "late");
  pending->release();

  server.on_loop([] {});
}

TEST(HttpServer, LeavesOutHeadersThatWouldSplitTheAnswer) {
  TestServer server;
  Handler handler([](abi::HttpExchange* exchange) {
    const abi::NameValue headers[] = {{"X-Bad", "a\r\nX-Injected: 1"}, {"X-Good", "b"}, {"Content-Length", "999"}};
    abi::HttpResponse response;
    response.headers = headers;
    response.header_count = 3;
    response.body = "ok";
    exchange->respond(response);
    exchange->release();
  });
  server.mount("GET", "/*", handler);

  Response response = server.get("/");

  EXPECT_EQ(response.headers.count("x-injected"), 0u);
  EXPECT_EQ(response.headers["x-good"], "b");
  EXPECT_EQ(response.body, "ok");
}

TEST(HttpServer, RefusesTheSameMethodAndPatternTwice) {
  TestServer server;
  Handler handler([](abi::HttpExchange* exchange) { exchange->release(); });

  EXPECT_EQ(server.mount("GET", "/a", handler), abi::StatusCode::ok);
  EXPECT_EQ(server.mount("GET", "/a", handler), abi::StatusCode::already_exists);
  EXPECT_EQ(server.mount("POST", "/a", handler), abi::StatusCode::ok);
  EXPECT_EQ(server.mount("GET", "no slash", handler), abi::StatusCode::invalid_argument);
}

TEST(HttpServer, FindsNothingAfterUnmount) {
  TestServer server;
  server.serve("GET", "/stays", [](const auto&) { return "x"; });
  server.serve("GET", "/goes", [](const auto&) { return "x"; });
  EXPECT_EQ(server.get("/goes").status, 200);

  server.plugin->unmount(server.last_mount);

  EXPECT_EQ(server.get("/goes").status, 404);
}

TEST(HttpServer, ClosesAConnectionWhoseRequestHeadDoesNotCome) {
  TestServer server;
  server.serve("GET", "/*", [](const auto&) { return "x"; });
  RawClient silent = server.connect();
  RawClient begun = server.connect();
  begun.send("GET / HT");
  EXPECT_EQ(server.get("/").status, 200);  // by now both are known to the server

  server.advance(16000);

  EXPECT_EQ(begun.read_response().status, 408);
  EXPECT_EQ(silent.read_to_end(), "");
}

TEST(HttpServer, ClosesAnIdleConnectionAfterTheKeepAliveTime) {
  TestServer server;
  server.serve("GET", "/*", [](const auto&) { return "x"; });
  RawClient client = server.connect();
  client.send(request("GET", "/"));
  client.read_response();

  server.advance(60000);
  client.send(request("GET", "/"));
  EXPECT_EQ(client.read_response().status, 200) << "within the time";
  server.advance(76000);

  EXPECT_EQ(client.read_to_end(), "");
}

TEST(HttpServer, ServesTwoHundredClientsAtOnce) {
  TestServer server(R"({"threads":2})");
  server.serve("GET", "/*", [](const abi::HttpRequest& request) { return request.path.str(); });
  std::vector<RawClient> clients;
  for (int i = 0; i < 200; ++i) clients.push_back(server.connect());

  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 200; ++i) clients[static_cast<std::size_t>(i)].send(request("GET", "/" + std::to_string(i)));
    for (int i = 0; i < 200; ++i)
      ASSERT_EQ(clients[static_cast<std::size_t>(i)].read_response().body, "/" + std::to_string(i));
  }
  EXPECT_EQ(server.host.metrics().value("connections_total"), 200u);
  EXPECT_EQ(server.host.metrics().value("requests_total"), 1000u);
}

TEST(HttpServer, TurnsConnectionsAwayOverTheLimit) {
  TestServer server(R"({"limits":{"max_connections":2}})");
  server.serve("GET", "/*", [](const auto&) { return "x"; });
  RawClient first = server.connect();
  RawClient second = server.connect();
  first.send(request("GET", "/"));
  second.send(request("GET", "/"));
  EXPECT_EQ(first.read_response().status, 200);
  EXPECT_EQ(second.read_response().status, 200);

  RawClient third = server.connect();

  EXPECT_EQ(third.read_response().status, 503);
  EXPECT_THAT(server.host.log().text(), HasSubstr("limits.max_connections"));
}

TEST(HttpServer, TurnsConnectionsOfOneAddressAwayOverItsLimitAndSaysSoOnceAMinute) {
  TestServer server(R"({"threads":2,"limits":{"max_connections_per_address":2}})");
  server.serve("GET", "/*", [](const auto&) { return "x"; });
  Peers peers;
  server.serve_websocket("/ws", peers);
  RawClient first = server.connect();
  RawClient socket = server.connect();
  first.send(request("GET", "/"));
  EXPECT_EQ(first.read_response().status, 200);
  ASSERT_TRUE(socket.open_websocket("/ws")) << "an upgraded connection counts on";

  EXPECT_EQ(server.connect().read_response().status, 429);
  Response refused = server.connect().read_response();
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers["retry-after"], "5");
  const auto warnings = [&server] {
    std::vector<std::string> counts;
    for (const auto& line : server.host.log().lines())
      if (line.message.find("limits.max_connections_per_address") != std::string::npos)
        counts.push_back(line.fields.at("peer") + " " + line.fields.at("turned_away"));
    return counts;
  };
  EXPECT_THAT(warnings(), ::testing::ElementsAre("127.0.0.1 1"));

  server.advance(60000);
  EXPECT_EQ(server.connect().read_response().status, 429);
  EXPECT_THAT(warnings(), ::testing::ElementsAre("127.0.0.1 1", "127.0.0.1 2"));

  socket.close();
  EXPECT_TRUE(peers.journal.wait_for("close 1006"));
  for (std::uint32_t loop : {0u, 1u}) server.on_loop([] {}, loop);  // the turn that destroys it is over
  RawClient next = server.connect();
  next.send(request("GET", "/"));
  EXPECT_EQ(next.read_response().status, 200) << "a place is free again";
}

TEST(HttpServer, NeverLogsQueryStringsOrHeaders) {
  TestServer server;
  server.serve("GET", "/known", [](const auto&) { return "x"; });

  server.get("/known?apikey=SECRET", "apikey: SECRET\r\n");
  server.get("/unknown?apikey=SECRET", "apikey: SECRET\r\n");
  server.get("/known?apikey=SECRET", "apikey: SECRET\r\nbad header: SECRET\r\n");

  EXPECT_THAT(server.host.log().text(), Not(HasSubstr("SECRET")));
  EXPECT_THAT(server.host.log().text(), HasSubstr("bad character in a header name"));
}

TEST(HttpServer, RunsPostedTasksInOrderAndDelayedOnesWhenTimeHasPassed) {
  Journal journal;
  TestServer server;
  server.plugin->post_after(0, 1000, make_task([&] { journal.add("later"); }));
  for (int i = 0; i < 3; ++i) server.plugin->post(0, make_task([&, i] { journal.add(std::to_string(i)); }));
  ASSERT_TRUE(journal.wait_for("2"));
  EXPECT_THAT(journal.entries(), ::testing::ElementsAre("0", "1", "2"));

  server.advance(1010);

  EXPECT_TRUE(journal.wait_for("later"));
}

}  // namespace
}  // namespace wagate::http_server::testing
