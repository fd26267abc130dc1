#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

#include "node/codec.h"
#include "node/inflate.h"

namespace wagate::session_whatsapp {
namespace {

std::string raw(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out += static_cast<char>(value);
  return out;
}

NodeError error_of(std::string_view frame, const NodeLimits& limits = {}) {
  NodeError error = NodeError::none;
  EXPECT_FALSE(decode_frame(frame, error, limits));
  return error;
}

std::string deflated(const std::string& plain) {
  uLongf size = compressBound(plain.size());
  std::string packed(size, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(plain.data()), plain.size());
  packed.resize(size);
  return packed;
}

Node nested(int depth) {
  Node node("item");
  for (int i = 0; i < depth; ++i) {
    Node outer("item");
    outer.add(std::move(node));
    node = std::move(outer);
  }
  return node;
}

TEST(NodeDecoder, RefusesAStanzaCutAtAnyByte) {
  Node node("message", {{"id", "3EB0C767D82B1A1D9C2B"}, {"from", "491701234567:2@s.whatsapp.net"}, {"t", "1768485802"}});
  node.add(bytes_node("enc", std::string(300, 'x')).set("type", "pkmsg"));
  node.add(Node("offline").set_text("some words"));
  const std::string frame = encode_frame(node);

  for (std::size_t length = 0; length < frame.size(); ++length)
    EXPECT_EQ(error_of(std::string_view(frame).substr(0, length)), NodeError::truncated) << length;
}

TEST(NodeDecoder, RefusesBytesAfterTheEnd) {
  EXPECT_EQ(error_of(encode_frame(Node("iq")) + "x"), NodeError::trailing);
}

TEST(NodeDecoder, RefusesDepthBeyondTheLimit) {
  NodeLimits limits;
  limits.depth = 10;
  NodeError error = NodeError::none;

  EXPECT_TRUE(decode_frame(encode_frame(nested(10)), error, limits));
  EXPECT_EQ(error_of(encode_frame(nested(11)), limits), NodeError::too_deep);
}

TEST(NodeDecoder, RefusesMoreValuesThanTheLimit) {
  NodeLimits limits;
  limits.values = 50;
  Node node("list");
  for (int i = 0; i < 30; ++i) node.add(Node("item", {{"id", "1"}}));

  EXPECT_EQ(error_of(encode_frame(node), limits), NodeError::too_large);
}

TEST(NodeDecoder, RefusesAListThatSaysItIsLongerThanItsInput) {
  // A list of 65535 children in a frame of a few bytes.
  EXPECT_EQ(error_of(raw({0, 248, 2, 25, 249, 255, 255, 248, 1, 25})), NodeError::truncated);
}

TEST(NodeDecoder, RefusesLengthsBeyondTheInput) {
  EXPECT_EQ(error_of(raw({0, 248, 2, 25, 254, 255, 255, 255, 255, 'x'})), NodeError::truncated);
  EXPECT_EQ(error_of(raw({0, 248, 2, 25, 253, 15, 255, 255, 'x'})), NodeError::truncated);
}

TEST(NodeDecoder, RefusesBytesThatMeanNothing) {
  EXPECT_EQ(error_of(raw({0, 0})), NodeError::malformed);                        // a list without a tag
  EXPECT_EQ(error_of(raw({0, 25})), NodeError::malformed);                       // not a list
  EXPECT_EQ(error_of(raw({0, 248, 1, 240})), NodeError::malformed);              // no such tag byte
  EXPECT_EQ(error_of(raw({0, 248, 1, 252, 0})), NodeError::malformed);           // an empty tag
  EXPECT_EQ(error_of(raw({0, 248, 1, 255, 1, 0xCC})), NodeError::malformed);     // halves that are no character
  EXPECT_EQ(error_of(raw({0, 248, 1, 255, 0x80})), NodeError::malformed);        // odd, and yet nothing
  EXPECT_EQ(error_of(raw({0, 248, 3, 25, 6, 250, 250, 0, 3, 3})), NodeError::malformed);  // a JID in a JID
}

TEST(NodeDecoder, RefusesWhatInflatesBeyondTheLimit) {
  NodeLimits limits;
  limits.inflated_bytes = 100'000;
  const std::string bomb = "\x02" + deflated(std::string(50'000'000, '\0'));
  ASSERT_LT(bomb.size(), 60'000u);

  EXPECT_EQ(error_of(bomb, limits), NodeError::too_large);
}

TEST(NodeDecoder, RefusesBrokenCompression) {
  const std::string good = deflated(encode_frame(Node("iq")).substr(1));

  for (std::size_t length = 0; length < good.size(); ++length)
    EXPECT_EQ(error_of("\x02" + good.substr(0, length)), NodeError::bad_deflate) << length;
  EXPECT_EQ(error_of("\x02" + good + "x"), NodeError::bad_deflate);
  EXPECT_EQ(error_of("\x02plain text"), NodeError::bad_deflate);
}

TEST(Inflate, TakesExactlyTheLimit) {
  InflateError error = InflateError::none;
  const std::string packed = deflated(std::string(10'000, 'a'));

  EXPECT_EQ(inflate(packed, 10'000, error), std::string(10'000, 'a'));
  EXPECT_FALSE(inflate(packed, 9'999, error));
  EXPECT_EQ(error, InflateError::too_large);
}

}  // namespace
}  // namespace wagate::session_whatsapp
