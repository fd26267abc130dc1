#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "http_client_fixture.h"
#include "one_socket_server.h"

namespace wagate::http_client {
namespace {

using abi::StatusCode;
using test::HttpClientTest;
using test::OneSocketServer;
using test::Outcome;
using test::ok;

TEST_F(HttpClientTest, SendsMethodHeadersAndBodyAndReadsTheAnswer) {
  std::string seen;
  OneSocketServer server([&](const std::string& request) {
    seen = request;
    return ok("thanks", "X-Seen: yes\r\n");
  });
  const std::string url = server.url("/hook?x=1");
  const abi::NameValue headers[] = {{"Content-Type", "application/json"}, {"X-Bad", "a\r\nX-Injected: b"}};
  abi::HttpClientRequest request = get(url);
  request.method = "POST";
  request.headers = headers;
  request.header_count = 2;
  request.body = "{\"n\":1}";
  Outcome outcome;

  client->send(request, outcome.reply());
  outcome.wait();

  EXPECT_EQ(outcome.status, 200u) << outcome.sentence;
  EXPECT_EQ(outcome.body, "thanks");
  EXPECT_EQ(outcome.headers["x-seen"], "yes");
  EXPECT_TRUE(seen.starts_with("POST /hook?x=1 HTTP/1.1\r\n")) << seen;
  EXPECT_NE(seen.find("Content-Type: application/json\r\n"), std::string::npos);
  EXPECT_EQ(seen.find("X-Injected"), std::string::npos);
  EXPECT_TRUE(seen.ends_with("{\"n\":1}"));
}

TEST_F(HttpClientTest, KeepsConnectionsForTheNextRequest) {
  OneSocketServer server([](const std::string&) { return ok(""); });
  const std::string url = server.url();
  for (int i = 0; i < 3; ++i) {
    Outcome outcome;
    client->send(get(url), outcome.reply());
    outcome.wait();
    EXPECT_EQ(outcome.status, 200u);
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, DoesNotReachThisMachineUnlessAllowed) {
  OneSocketServer server([](const std::string&) { return ok("secret"); });
  const std::string url = server.url();
  abi::HttpClientRequest request = get(url);
  request.flags = 0;
  Outcome outcome;

  client->send(request, outcome.reply());
  outcome.wait();

  EXPECT_EQ(outcome.code, StatusCode::permission_denied);
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(HttpClientTest, ChecksTheAddressANameLeadsTo) {
  Outcome outcome;
  const std::string url = "http://127.0.0.1:9/";
  abi::HttpClientRequest request = get(url);
  request.flags = 0;
  request.timeout_ms = 5'000;
  {
    TransferLoop loop({}, {});
    // Behind the look at the text: only the socket is left to refuse it.
    loop.add(std::make_unique<Transfer>(request, "name.example", Owned<abi::HttpClientReply>(outcome.reply()), nullptr));
    outcome.wait();
  }
  EXPECT_EQ(outcome.code, StatusCode::permission_denied) << outcome.sentence;
}

TEST_F(HttpClientTest, DoesNotFollowRedirectsUnlessAsked) {
  OneSocketServer server([](const std::string& request) {
    if (request.starts_with("GET /next ")) return ok("there");
    return std::string("HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n");
  });
  const std::string url = server.url();
  abi::HttpClientRequest request = get(url);
  Outcome first;
  client->send(request, first.reply());
  first.wait();
  request.max_redirects = 2;
  Outcome second;
  client->send(request, second.reply());
  second.wait();

  EXPECT_EQ(first.status, 302u);
  EXPECT_EQ(second.status, 200u);
  EXPECT_EQ(second.body, "there");
}

TEST_F(HttpClientTest, EndsAnAnswerThatIsTooLong) {
  OneSocketServer server([](const std::string&) { return ok(std::string(5000, 'x')); });
  const std::string url = server.url();
  abi::HttpClientRequest request = get(url);
  request.max_response_bytes = 4999;
  Outcome outcome;
  client->send(request, outcome.reply());
  outcome.wait();
  EXPECT_EQ(outcome.code, StatusCode::resource_exhausted);
  EXPECT_EQ(outcome.sentence, "the answer of 127.0.0.1 is longer than 4999 bytes");
}

TEST_F(HttpClientTest, GivesUpWhenNoAnswerComesInTime) {
  OneSocketServer server([](const std::string&) { return std::string(); });
  const std::string url = server.url("/path?key=secret");
  abi::HttpClientRequest request = get(url);
  request.timeout_ms = 50;
  Outcome outcome;
  client->send(request, outcome.reply());
  outcome.wait();
  EXPECT_EQ(outcome.code, StatusCode::deadline_exceeded);
  EXPECT_EQ(outcome.sentence, "127.0.0.1 did not answer in time");
}

TEST_F(HttpClientTest, SaysWhenNobodyListens) {
  std::string url;
  {
    OneSocketServer gone([](const std::string&) { return std::string(); });
    url = gone.url();
  }
  Outcome outcome;
  client->send(get(url), outcome.reply());
  outcome.wait();
  EXPECT_EQ(outcome.code, StatusCode::unavailable);
  EXPECT_EQ(outcome.sentence, "127.0.0.1 refuses the connection");
}

TEST_F(HttpClientTest, AnswersEverythingThatWaitsWhenItStops) {
  OneSocketServer server([](const std::string&) { return std::string(); });
  const std::string url = server.url();
  std::vector<Outcome> outcomes(300);  // more than run at a time
  for (Outcome& outcome : outcomes) client->send(get(url), outcome.reply());

  client->stop();

  for (Outcome& outcome : outcomes) {
    outcome.wait();
    EXPECT_EQ(outcome.answers, 1);
    EXPECT_EQ(outcome.sentence, "the gateway is stopping");
  }
  Outcome late;
  client->send(get(url), late.reply());
  late.wait();
  EXPECT_EQ(late.code, StatusCode::unavailable);
}

TEST_F(HttpClientTest, RefusesMoreThanMayWait) {
  wagate::testing::FakeHost small(R"({"max_transfers":1,"max_waiting":1,"max_per_host":1})");
  auto one = small.make<HttpClient>();
  OneSocketServer server([](const std::string&) { return std::string(); });
  const std::string url = server.url();
  std::vector<Outcome> outcomes(10);
  for (Outcome& outcome : outcomes) one->send(get(url), outcome.reply());
  one->stop();

  int refused = 0;
  for (Outcome& outcome : outcomes) {
    outcome.wait();
    refused += outcome.code == StatusCode::resource_exhausted;
  }
  EXPECT_GE(refused, 8);
}

}  // namespace
}  // namespace wagate::http_client
