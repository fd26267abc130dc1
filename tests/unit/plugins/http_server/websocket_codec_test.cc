#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "raw_client.h"
#include "utf8.h"
#include "websocket_decoder.h"
#include "websocket_frame.h"

namespace wagate::http_server {
namespace {

using testing::client_frame;

struct Collector final : WebSocketSink {
  std::vector<std::string> found;
  std::size_t stop_after = 1000;

  bool on_data(std::string_view message, bool binary) override {
    found.push_back((binary ? "B:" : "T:") + std::string(message));
    return found.size() < stop_after;
  }
  bool on_control(Opcode opcode, std::string_view payload) override {
    found.push_back(std::to_string(static_cast<int>(opcode)) + ":" + std::string(payload));
    return found.size() < stop_after;
  }
};

// Feeds in pieces of `piece` bytes.
std::uint16_t feed(WebSocketDecoder& decoder, std::string bytes, std::size_t piece, WebSocketSink& sink) {
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    if (const auto code = decoder.feed(bytes.data() + at, std::min(piece, bytes.size() - at), sink)) return code;
  }
  return 0;
}

TEST(WebSocketDecoder, FindsTheSameMessagesHoweverTheBytesAreCut) {
  const std::string bytes = client_frame(1, "hello") + client_frame(1, "fr\xC3", false) + client_frame(9, "ping") +
                            client_frame(0, "", false) + client_frame(0, "\xA4gment") +
                            client_frame(2, std::string(70000, '\x80')) + client_frame(1, "") + client_frame(10, "") +
                            client_frame(2, std::string(200, 'm')) + client_frame(8, std::string("\x03\xE8", 2));
  const std::vector<std::string> expected = {
      "T:hello", "9:ping", "T:fr\xC3\xA4gment",          "B:" + std::string(70000, '\x80'),
      "T:",      "10:",    "B:" + std::string(200, 'm'), std::string("8:\x03\xE8")};
  for (std::size_t piece : {1u, 2u, 3u, 5u, 7u, 13u, 14u, 100u, 1000u, 100000u}) {
    WebSocketDecoder decoder(100000);
    Collector collector;

    EXPECT_EQ(feed(decoder, bytes, piece, collector), 0) << piece;

    EXPECT_EQ(collector.found, expected) << piece;
    EXPECT_FALSE(decoder.holds_memory()) << piece;
  }
}

TEST(WebSocketDecoder, FindsEveryViolationHoweverTheBytesAreCut) {
  struct Case {
    const char* name;
    std::string bytes;
    std::uint16_t code;
  };
  const Case cases[] = {
      {"unmasked", std::string("\x81\x01x", 3), 1002},
      {"reserved bit 1", std::string("\xC1\x80\0\0\0\0", 6), 1002},
      {"reserved bit 2", std::string("\xA1\x80\0\0\0\0", 6), 1002},
      {"reserved bit 3", std::string("\x91\x80\0\0\0\0", 6), 1002},
      {"opcode 3", std::string("\x83\x80\0\0\0\0", 6), 1002},
      {"opcode 7", std::string("\x87\x80\0\0\0\0", 6), 1002},
      {"opcode 11", std::string("\x8B\x80\0\0\0\0", 6), 1002},
      {"opcode 15", std::string("\x8F\x80\0\0\0\0", 6), 1002},
      {"fragmented close", client_frame(8, "", false), 1002},
      {"ping of 126 bytes", client_frame(9, std::string(126, 'x')), 1002},
      {"continuation without a start", client_frame(0, "x"), 1002},
      {"text inside a fragmented message", client_frame(1, "a", false) + client_frame(1, "b"), 1002},
      {"binary inside a fragmented message", client_frame(1, "a", false) + client_frame(2, "b"), 1002},
      {"length with the top bit", std::string("\x82\xFF\x80\0\0\0\0\0\0\0\0\0\0\0", 14), 1002},
      {"length of 63 bits", std::string("\x82\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0\0\0", 14), 1009},
      {"continuation of 63 bits",
       client_frame(2, "x", false) + std::string("\x80\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0\0\0", 14), 1009},
      {"one byte too long", client_frame(2, std::string(101, 'x')), 1009},
      {"fragments one byte too long", client_frame(2, std::string(100, 'x'), false) + client_frame(0, "x"), 1009},
      {"bad text", client_frame(1, "a\xFF"), 1007},
      {"bad text in the first fragment", client_frame(1, "a\xFF", false), 1007},
      {"character cut by the end", client_frame(1, "a\xE2", false) + client_frame(0, "\x82"), 1007},
  };
  for (const Case& entry : cases) {
    for (std::size_t piece : {1u, 3u, 100u}) {
      WebSocketDecoder decoder(100);
      Collector collector;
      EXPECT_EQ(feed(decoder, entry.bytes, piece, collector), entry.code) << entry.name << " in pieces of " << piece;
    }
  }
}

TEST(WebSocketDecoder, AcceptsAMessageOfExactlyTheLimit) {
  WebSocketDecoder decoder(100);
  Collector collector;

  EXPECT_EQ(feed(decoder,
                 client_frame(1, std::string(100, 'x')) + client_frame(1, std::string(60, 'y'), false) +
                     client_frame(0, std::string(40, 'y')),
                 1000, collector),
            0);

  EXPECT_EQ(collector.found.size(), 2u);
}

TEST(WebSocketDecoder, StopsWhenItIsTold) {
  WebSocketDecoder decoder(100);
  Collector collector;
  collector.stop_after = 2;

  EXPECT_EQ(feed(decoder, client_frame(1, "1") + client_frame(1, "2") + client_frame(1, "3"), 1000, collector), 0);

  EXPECT_EQ(collector.found, (std::vector<std::string>{"T:1", "T:2"}));
}

TEST(Utf8, AcceptsWellFormedTextAndRefusesTheRest) {
  const std::string good[] = {"",
                              "plain",
                              "\xC3\xA4",
                              "\xE2\x82\xAC",
                              "\xF0\x9F\x98\x80",
                              "\xEF\xBF\xBF",
                              "\xF4\x8F\xBF\xBF",
                              "\xED\x9F\xBF",
                              "\xEE\x80\x80",
                              "12345678\xC3\xA4"
                              "12345678",
                              std::string("\0", 1)};
  const std::string bad[] = {"\x80",
                             "\xBF",
                             "\xC0\x80",
                             "\xC1\xBF",
                             "\xE0\x80\x80",
                             "\xE0\x9F\xBF",
                             "\xED\xA0\x80",
                             "\xED\xBF\xBF",
                             "\xF0\x80\x80\x80",
                             "\xF0\x8F\xBF\xBF",
                             "\xF4\x90\x80\x80",
                             "\xF5\x80\x80\x80",
                             "\xFE",
                             "\xFF",
                             "\xC3",
                             "\xE2\x82",
                             "\xF0\x9F\x98",
                             "\xC3(",
                             "\xE2\x28\xA1",
                             "12345678\xC3"
                             "12345678"};
  for (const std::string& text : good) EXPECT_TRUE(is_utf8(text)) << ::testing::PrintToString(text);
  for (const std::string& text : bad) EXPECT_FALSE(is_utf8(text)) << ::testing::PrintToString(text);
}

TEST(Utf8, JudgesPiecesLikeTheWhole) {
  const std::string text = "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80z";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Utf8Validator validator;
    EXPECT_TRUE(validator.feed(std::string_view(text).substr(0, cut)));
    EXPECT_TRUE(validator.feed(std::string_view(text).substr(cut)));
    EXPECT_TRUE(validator.is_complete());
  }
}

TEST(WebSocketFrame, WritesTheShortestHeader) {
  unsigned char out[kMaxServerHeader];
  EXPECT_EQ(encode_frame_header(Opcode::text, 125, out), 2u);
  EXPECT_EQ(out[0], 0x81);
  EXPECT_EQ(out[1], 125);
  EXPECT_EQ(encode_frame_header(Opcode::binary, 126, out), 4u);
  EXPECT_EQ(out[0], 0x82);
  EXPECT_EQ(out[3], 126);
  EXPECT_EQ(encode_frame_header(Opcode::text, 65535, out), 4u);
  EXPECT_EQ(encode_frame_header(Opcode::text, 65536, out), 10u);
  EXPECT_EQ(out[7], 1);
}

TEST(WebSocketFrame, JudgesCloseCodes) {
  const auto error_of = [](int code) {
    const std::string payload = {static_cast<char>(code >> 8), static_cast<char>(code)};
    return parse_close_payload(payload).error;
  };
  for (int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999})
    EXPECT_EQ(error_of(code), 0) << code;
  for (int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
    EXPECT_EQ(error_of(code), 1002) << code;
  EXPECT_EQ(parse_close_payload("").code, kCloseNoCode);
  EXPECT_EQ(parse_close_payload("x").error, 1002);
}

TEST(WebSocketFrame, CutsALongCloseReasonAtAWholeCharacter) {
  std::string reason(122, 'x');
  reason += "\xE2\x82\xAC";

  const std::string frame = close_frame(4008, reason);

  EXPECT_EQ(frame.size(), 2u + 2u + 122u);
}

TEST(WebSocketFrame, MakesTheAcceptValueOfTheStandard) {
  EXPECT_EQ(accept_value("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(WebSocketFrame, KnowsAKeyOfSixteenBytes) {
  EXPECT_TRUE(is_websocket_key("dGhlIHNhbXBsZSBub25jZQ=="));
  for (const char* key : {"", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ=a",
                          "dGhlIHNhbXBsZSBub25j*Q==", "dGhlIHNhbXBsZSBub25jZQ===="})
    EXPECT_FALSE(is_websocket_key(key)) << key;
}

}  // namespace
}  // namespace wagate::http_server
