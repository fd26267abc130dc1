#include "http_client.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "wagate/testing/fake_host.h"

namespace wagate::http_client {
namespace {

using abi::StatusCode;

// A server on loopback that answers each connection's requests with what a function says, and nothing
// when it says nothing.
class OneSocketServer {
 public:
  explicit OneSocketServer(std::function<std::string(const std::string&)> answer) : answer_(std::move(answer)) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    listen(listener_, 16);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~OneSocketServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    for (const int peer : sockets_) shutdown(peer, SHUT_RDWR);
    for (std::thread& peer : peers_) peer.join();
    for (const int peer : sockets_) close(peer);
    close(listener_);
  }
  std::string url(const std::string& path = "/") const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
  int connections() const { return connections_; }

 private:
  void serve() {
    while (true) {
      const int peer = accept(listener_, nullptr, nullptr);
      if (peer < 0) return;
      ++connections_;
      sockets_.push_back(peer);
      peers_.emplace_back([this, peer] { talk(peer); });
    }
  }
  void talk(int peer) {
    std::string in;
    char buffer[4096];
    while (true) {
      const ssize_t got = recv(peer, buffer, sizeof(buffer), 0);
      if (got <= 0) break;
      in.append(buffer, static_cast<std::size_t>(got));
      const std::size_t head = in.find("\r\n\r\n");
      if (head == std::string::npos) continue;
      const std::size_t at = in.find("Content-Length: ");
      const std::size_t body = at < head ? std::stoul(in.substr(at + 16)) : 0;
      if (in.size() < head + 4 + body) continue;
      const std::string out = answer_(in.substr(0, head + 4 + body));
      in.erase(0, head + 4 + body);
      if (out.empty()) continue;
      send(peer, out.data(), out.size(), MSG_NOSIGNAL);
    }
  }

  std::function<std::string(const std::string&)> answer_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> connections_{0};
  std::vector<int> sockets_;  // of the accepting thread, until it has ended
  std::vector<std::thread> peers_;
  std::thread thread_;
};

std::string ok(const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

// What became of a request; waits for it.
class Outcome {
 public:
  abi::HttpClientReply* reply() { return new Reply(*this); }
  void wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return released_; });
  }

  std::uint32_t status = 0;
  std::string body;
  std::map<std::string, std::string> headers;
  StatusCode code = StatusCode::ok;
  std::string sentence;
  int answers = 0;

 private:
  class Reply final : public abi::HttpClientReply {
   public:
    explicit Reply(Outcome& out) : out_(out) {}
    void response(const abi::HttpClientResponse& response) noexcept override {
      ++out_.answers;
      out_.status = response.status;
      out_.body = response.body.str();
      for (std::uint64_t i = 0; i < response.header_count; ++i)
        out_.headers[response.headers[i].name.str()] = response.headers[i].value.str();
    }
    void failed(StatusCode code, abi::StringRef sentence) noexcept override {
      ++out_.answers;
      out_.code = code;
      out_.sentence = sentence.str();
    }
    void release() noexcept override {
      Outcome& out = out_;
      delete this;
      std::lock_guard lock(out.mutex_);
      out.released_ = true;
      out.done_.notify_all();
    }

   private:
    Outcome& out_;
  };

  std::mutex mutex_;
  std::condition_variable done_;
  bool released_ = false;
};

class HttpClientTest : public ::testing::Test {
 protected:
  ~HttpClientTest() override { client->stop(); }

  static abi::HttpClientRequest get(const std::string& url) {
    abi::HttpClientRequest request;
    request.method = "GET";
    request.url = url;
    request.flags = abi::kMayReachPrivate;
    return request;
  }

  testing::FakeHost host;
  std::unique_ptr<HttpClient> client = host.make<HttpClient>();
};

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
    loop.add(std::make_unique<Transfer>(request, "name.example", outcome.reply()));
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
  testing::FakeHost small(R"({"max_transfers":1,"max_waiting":1,"max_per_host":1})");
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
