// Bodies that go and come piece by piece, and requests nobody wants any more.
#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <future>
#include <string>

#include "http_client_fixture.h"
#include "one_socket_server.h"

namespace wagate::http_client {
namespace {

using abi::StatusCode;
using test::HttpClientTest;
using test::OneSocketServer;
using test::Outcome;
using test::ok;

// Gives a body in small pieces and takes one; says when it is released.
class Pieces final : public abi::HttpClientStream {
 public:
  std::uint64_t read(std::uint64_t offset, char* out, std::uint64_t capacity) noexcept override {
    if (offset == 0) ++begun;
    const std::string piece = sent.substr(offset, std::min<std::uint64_t>(capacity, 1'000));
    std::memcpy(out, piece.data(), piece.size());
    return piece.size();
  }
  bool write(std::uint64_t offset, abi::StringRef piece) noexcept override {
    is_in_order = is_in_order && offset == received.size();
    received += piece.str();
    return received.size() <= wanted_bytes;
  }
  bool is_wanted() noexcept override { return wanted; }
  void release() noexcept override { released.set_value(); }

  std::string sent;
  std::string received;
  std::size_t wanted_bytes = SIZE_MAX;
  std::atomic<bool> wanted{true};
  int begun = 0;
  bool is_in_order = true;
  std::promise<void> released;
};

class StreamedBodies : public HttpClientTest {
 protected:
  abi::HttpClientRequest streamed(const std::string& url, std::uint32_t flags) {
    abi::HttpClientRequest request = get(url);
    request.flags |= flags;
    request.stream = &pieces;
    return request;
  }
  abi::HttpClientRequest upload(const std::string& url, std::string body) {
    pieces.sent = std::move(body);
    abi::HttpClientRequest request = streamed(url, abi::kStreamsRequest);
    request.method = "POST";
    request.stream_bytes = pieces.sent.size();
    return request;
  }
  void send(const abi::HttpClientRequest& request) {
    client->send(request, outcome.reply());
    outcome.wait();
    pieces.released.get_future().wait();
  }

  Pieces pieces;
  Outcome outcome;
};

std::string long_text() {
  std::string out;
  while (out.size() < 200'000) out += std::to_string(out.size()) + " ";
  return out;
}

std::string body_of(const std::string& request) { return request.substr(request.find("\r\n\r\n") + 4); }

TEST_F(StreamedBodies, ArriveAsTheyWereGiven) {
  std::string seen;
  OneSocketServer server([&](const std::string& request) {
    seen = request;
    return ok("stored");
  });
  const std::string url = server.url("/upload");

  send(upload(url, long_text()));

  EXPECT_EQ(outcome.status, 200u) << outcome.sentence;
  EXPECT_EQ(outcome.body, "stored") << "an answer is held unless it is to be streamed, too";
  EXPECT_TRUE(seen.starts_with("POST /upload HTTP/1.1\r\n"));
  EXPECT_EQ(body_of(seen), pieces.sent);
}

TEST_F(StreamedBodies, BeginAgainWhereARedirectLeads) {
  OneSocketServer server([&](const std::string& request) {
    if (request.starts_with("POST /next ")) return ok(body_of(request) == pieces.sent ? "same" : "different");
    return std::string("HTTP/1.1 307 Temporary Redirect\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n");
  });
  const std::string url = server.url();
  abi::HttpClientRequest request = upload(url, long_text());
  request.max_redirects = 1;

  send(request);

  EXPECT_EQ(outcome.body, "same") << outcome.sentence;
  EXPECT_EQ(pieces.begun, 2);
}

TEST_F(StreamedBodies, FailWhenTheyEndEarly) {
  OneSocketServer server([](const std::string&) { return ok(""); });
  const std::string url = server.url();
  abi::HttpClientRequest request = upload(url, "short");
  request.stream_bytes = 6;

  send(request);

  EXPECT_EQ(outcome.code, StatusCode::failed_precondition);
  EXPECT_EQ(outcome.sentence, "the request to 127.0.0.1 was taken back");
}

TEST_F(StreamedBodies, OfAnswersComeInOrderAndAreNotHeld) {
  const std::string text = long_text();
  OneSocketServer server([&](const std::string&) { return ok(text); });
  const std::string url = server.url();
  abi::HttpClientRequest request = streamed(url, abi::kStreamsResponse);
  request.max_response_bytes = text.size();

  send(request);

  EXPECT_EQ(outcome.status, 200u) << outcome.sentence;
  EXPECT_EQ(outcome.body, "");
  EXPECT_EQ(pieces.received, text);
  EXPECT_TRUE(pieces.is_in_order);
}

TEST_F(StreamedBodies, OfErrorsAreHeld) {
  OneSocketServer server([](const std::string&) {
    return std::string("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone");
  });
  const std::string url = server.url();

  send(streamed(url, abi::kStreamsResponse));

  EXPECT_EQ(outcome.status, 404u);
  EXPECT_EQ(outcome.body, "gone");
  EXPECT_EQ(pieces.received, "");
}

TEST_F(StreamedBodies, KeepTheLimitOfAnAnswer) {
  OneSocketServer server([](const std::string&) { return ok(std::string(50'000, 'x')); });
  const std::string url = server.url();
  abi::HttpClientRequest request = streamed(url, abi::kStreamsResponse);
  request.max_response_bytes = 49'999;

  send(request);

  EXPECT_EQ(outcome.code, StatusCode::resource_exhausted);
  EXPECT_LE(pieces.received.size(), 49'999u);
}

TEST_F(StreamedBodies, EndWhenNoMoreIsWanted) {
  OneSocketServer server([](const std::string&) { return ok(std::string(500'000, 'x')); });
  const std::string url = server.url();
  pieces.wanted_bytes = 10;
  abi::HttpClientRequest request = streamed(url, abi::kStreamsResponse);
  request.max_response_bytes = 500'000;

  send(request);

  EXPECT_EQ(outcome.code, StatusCode::failed_precondition);
}

TEST_F(StreamedBodies, AreTakenBackWhileAServerSaysNothing) {
  OneSocketServer server([this](const std::string&) {
    pieces.wanted = false;
    return std::string();
  });
  const std::string url = server.url();

  send(streamed(url, abi::kStreamsResponse));

  EXPECT_EQ(outcome.code, StatusCode::failed_precondition);
  EXPECT_EQ(outcome.sentence, "the request to 127.0.0.1 was taken back");
}

TEST_F(StreamedBodies, OfRequestsNobodyWantsAreNotBegun) {
  OneSocketServer server([](const std::string&) { return ok(""); });
  const std::string url = server.url();
  pieces.wanted = false;

  send(streamed(url, abi::kStreamsResponse));

  EXPECT_EQ(outcome.code, StatusCode::failed_precondition);
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(StreamedBodies, AreReleasedWithARefusal) {
  send(streamed("ftp://127.0.0.1/", 0));

  EXPECT_EQ(outcome.code, StatusCode::invalid_argument);
}

}  // namespace
}  // namespace wagate::http_client
