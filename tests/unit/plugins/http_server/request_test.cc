#include <gtest/gtest.h>

#include <string>

#include "body_reader.h"
#include "percent.h"
#include "request_head.h"

namespace wagate::http_server {
namespace {

struct Parsed {
  std::uint16_t status;
  std::unique_ptr<RequestHead> head = std::make_unique<RequestHead>();
};

Parsed parse(std::string_view text, std::size_t max_headers = 100) {
  Parsed parsed;
  HeadScanner scanner;
  if (scanner.scan(text, 16384) == HeadScanner::Found::malformed) {
    parsed.status = 400;
    return parsed;
  }
  parsed.status = parsed.head->parse(text, max_headers);
  return parsed;
}

TEST(RequestHead, ReadsARequest) {
  const Parsed parsed =
      parse("GET /a%20b?x=1&y HTTP/1.1\r\nHost: h\r\nX-Mixed-CASE:\t padded value \t\r\nEmpty:\r\n\r\n");

  ASSERT_EQ(parsed.status, 0);
  EXPECT_EQ(parsed.head->method, "GET");
  EXPECT_EQ(parsed.head->target, "/a%20b?x=1&y");
  EXPECT_EQ(parsed.head->path, "/a%20b");
  EXPECT_EQ(parsed.head->query, "x=1&y");
  EXPECT_EQ(parsed.head->header("x-mixed-case"), "padded value");
  EXPECT_EQ(parsed.head->header("empty"), "");
  EXPECT_EQ(parsed.head->headers.size(), 3u);
  EXPECT_TRUE(parsed.head->keep_alive);
}

TEST(RequestHead, AcceptsWhatTheStandardAllows) {
  const char* const good[] = {
      "GET / HTTP/1.0\r\n\r\n",
      "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET http://example.com/path?q HTTP/1.1\r\nHost: h\r\n\r\n",
      "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n",
      "PATCH / HTTP/1.1\r\nHost:\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: h\r\nX: caf\xC3\xA9\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\n\r\n",
  };
  for (const char* text : good) EXPECT_EQ(parse(text).status, 0) << text;
}

TEST(RequestHead, RefusesMalformedAndSmuggledRequests) {
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\n";
  const std::pair<std::string, int> bad[] = {
      {"GET /\r\n\r\n", 400},
      {"GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET / x HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET / HTTP/1.1 \r\nHost: h\r\n\r\n", 400},
      {" GET / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"get / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"G@T / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505},
      {"GET / HTTP/1.x\r\nHost: h\r\n\r\n", 505},
      {"GET / http/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET relative HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"CONNECT host:443 HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET /\x01 HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n\r\n", 400},  // no Host
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"GET / HTTP/1.1\nHost: h\n\n", 400},  // bare line feeds
      {"GET / HTTP/1.1\r\nHost: h\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: h\r\nX: a\rb\r\n\r\n", 400},  // bare CR
      {"\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {start + "X: a\r\n folded\r\n\r\n", 400},
      {start + "X: a\r\n\tfolded\r\n\r\n", 400},
      {start + "X : a\r\n\r\n", 400},
      {start + "X\r\n\r\n", 400},
      {start + ": a\r\n\r\n", 400},
      {start + "X\x01: a\r\n\r\n", 400},
      {start + std::string("X: a\0b\r\n\r\n", 10), 400},
      {start + "X: a\x7F\r\n\r\n", 400},
      {start + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {start + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 400},
      {start + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
      {start + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
      {start + "Content-Length: 1, 1\r\n\r\n", 400},
      {start + "Content-Length: +1\r\n\r\n", 400},
      {start + "Content-Length: -1\r\n\r\n", 400},
      {start + "Content-Length: 0x1\r\n\r\n", 400},
      {start + "Content-Length: 1 \t1\r\n\r\n", 400},
      {start + "Content-Length:\r\n\r\n", 400},
      {start + "Content-Length: 99999999999999999999\r\n\r\n", 400},
      {start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {start + "Transfer-Encoding: identity\r\n\r\n", 400},
      {start + "Transfer-Encoding: xchunked\r\n\r\n", 400},
      {start + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
      {start + "Transfer-Encoding : chunked\r\n\r\n", 400},
      {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {start + "Expect: magic\r\n\r\n", 417},
  };
  for (const auto& [text, status] : bad) EXPECT_EQ(parse(text).status, status) << text;
}

TEST(RequestHead, LimitsTheNumberOfHeaders) {
  EXPECT_EQ(parse("GET / HTTP/1.1\r\nHost: h\r\nA: 1\r\n\r\n", 2).status, 0);
  EXPECT_EQ(parse("GET / HTTP/1.1\r\nHost: h\r\nA: 1\r\nB: 2\r\n\r\n", 2).status, 431);
}

TEST(RequestHead, KnowsWhetherTheConnectionStaysOpen) {
  const auto stays = [](std::string_view text) { return parse(text).head->keep_alive; };
  EXPECT_TRUE(stays("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_FALSE(stays("GET / HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\n"));
  EXPECT_FALSE(stays("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(stays("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"));
}

TEST(RequestHead, RecognisesAWebSocketHandshake) {
  const auto intent = [](std::string_view method, std::string_view headers) {
    const Parsed parsed = parse(std::string(method) + " / HTTP/1.1\r\nHost: h\r\n" + std::string(headers) + "\r\n");
    EXPECT_EQ(parsed.status, 0);
    return parsed.head->websocket;
  };
  const std::string upgrade = "Upgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n";
  const std::string version = "Sec-WebSocket-Version: 13\r\n";
  const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  EXPECT_EQ(intent("GET", upgrade + version + key), WebSocketIntent::well_formed);
  EXPECT_EQ(intent("GET", version + key), WebSocketIntent::none);
  EXPECT_EQ(intent("GET", "Upgrade: websocket\r\n" + version + key), WebSocketIntent::none);
  EXPECT_EQ(intent("GET", "Upgrade: h2c\r\nConnection: Upgrade\r\n" + version + key), WebSocketIntent::none);
  EXPECT_EQ(intent("POST", upgrade + version + key), WebSocketIntent::none);
  EXPECT_EQ(intent("GET", upgrade + key), WebSocketIntent::bad_version);
  EXPECT_EQ(intent("GET", upgrade + "Sec-WebSocket-Version: 12\r\n" + key), WebSocketIntent::bad_version);
  EXPECT_EQ(intent("GET", upgrade + version), WebSocketIntent::bad_key);
  EXPECT_EQ(intent("GET", upgrade + version + key + key), WebSocketIntent::bad_key);
}

TEST(HeadScanner, FindsTheEndHoweverTheBytesAreCut) {
  const std::string text = "GET / HTTP/1.1\r\nHost: h\r\n\r\nrest";
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    HeadScanner scanner;
    auto found = HeadScanner::Found::incomplete;
    for (std::size_t size = piece; found == HeadScanner::Found::incomplete; size += piece)
      found = scanner.scan(std::string_view(text).substr(0, size), 1000);
    EXPECT_EQ(found, HeadScanner::Found::complete);
    EXPECT_EQ(scanner.size(), text.size() - 4);
  }
}

TEST(HeadScanner, RefusesAHeadOverTheLimitBeforeItsEnd) {
  HeadScanner scanner;
  EXPECT_EQ(scanner.scan(std::string(1000, 'x'), 1000), HeadScanner::Found::incomplete);
  EXPECT_EQ(scanner.scan(std::string(1001, 'x'), 1000), HeadScanner::Found::too_large);
}

BodyReader::State read(BodyReader reader, std::string_view bytes, std::size_t piece, std::string& body,
                       std::size_t* used = nullptr) {
  std::size_t at = 0;
  while (at < bytes.size() && reader.state() == BodyReader::State::reading)
    at += reader.feed(bytes.substr(at, piece), body);
  if (used) *used = at;
  return reader.state();
}

TEST(BodyReader, ReadsChunksHoweverTheBytesAreCut) {
  const std::string bytes = "3\r\nabc\r\nA;x=y\r\n0123456789\r\n00\r\nTrailer: 1\r\n\r\nGET";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    std::string body;
    std::size_t used = 0;
    EXPECT_EQ(read(BodyReader::chunked(100), bytes, piece, body, &used), BodyReader::State::complete);
    EXPECT_EQ(body, "abc0123456789");
    EXPECT_EQ(used, bytes.size() - 3) << "the next request stays";
  }
}

TEST(BodyReader, RefusesMalformedChunks) {
  const std::string bad[] = {"\r\n",
                             "x\r\n",
                             "3\nabc",
                             "3\r\nabcd\r\n",
                             "3\r\nabc\n",
                             "3\r\nabc\rX",
                             "-1\r\n",
                             " 3\r\nabc\r\n",
                             "3 \r\nabc\r\n",
                             "0x3\r\nabc\r\n",
                             "1000000000000000\r\n",
                             "3;a\nb\r\n",
                             "0\r\nT: a\n\r\n",
                             "3;" + std::string(9000, 'x')};
  for (const std::string& bytes : bad) {
    std::string body;
    EXPECT_EQ(read(BodyReader::chunked(1u << 20), bytes, 100000, body), BodyReader::State::malformed)
        << bytes.substr(0, 40);
  }
}

TEST(BodyReader, StopsAtTheLimit) {
  std::string body;
  EXPECT_EQ(read(BodyReader::chunked(5), "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", 100, body), BodyReader::State::complete);
  EXPECT_EQ(read(BodyReader::chunked(5), "6\r\n", 100, body), BodyReader::State::too_large);
  EXPECT_EQ(read(BodyReader::chunked(5), "fffffffffffffff\r\n", 100, body), BodyReader::State::too_large);
  EXPECT_EQ(BodyReader::with_length(6, 5).state(), BodyReader::State::too_large);
  EXPECT_EQ(BodyReader::with_length(0, 5).state(), BodyReader::State::complete);
}

TEST(Percent, DecodesWhatIsEncodedAndLeavesTheRest) {
  EXPECT_EQ(percent_decode("a%20b%C3%a4+", false), "a b\xC3\xA4+");
  EXPECT_EQ(percent_decode("a+b%2B", true), "a b+");
  EXPECT_EQ(percent_decode("%", false), "%");
  EXPECT_EQ(percent_decode("%4", false), "%4");
  EXPECT_EQ(percent_decode("%zz%41", false), "%zzA");
}

TEST(Percent, ReadsQueryFieldsInOrder) {
  const auto fields = parse_query("a=1&b&&a=2%3D&=x", 10);
  ASSERT_EQ(fields.size(), 4u);
  EXPECT_EQ(fields[1].name, "b");
  EXPECT_EQ(fields[1].value, "");
  EXPECT_EQ(fields[2].value, "2=");
  EXPECT_EQ(fields[3].name, "");
  EXPECT_EQ(parse_query("a&b&c", 2).size(), 2u);
}

}  // namespace
}  // namespace wagate::http_server
