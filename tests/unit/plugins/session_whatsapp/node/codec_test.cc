#include "node/codec.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

#include "node/jid.h"
#include "node/token_table.h"

namespace wagate::session_whatsapp {
namespace {

std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out += static_cast<char>(value);
  return out;
}

Node round_trip(const Node& node) {
  NodeError error = NodeError::none;
  auto read = decode_frame(encode_frame(node), error);
  EXPECT_TRUE(read) << to_word(error);
  return read.value_or(Node());
}

// The value of attribute "to", as it comes back.
std::string carried(std::string_view value) {
  Node node("iq");
  node.set("to", value);
  return std::string(round_trip(node).attribute("to"));
}

TEST(NodeCodec, WritesAKnownStanzaByteForByte) {
  Node node("iq", {{"to", std::string(kServerJid)}, {"type", "get"}, {"id", "31.8-4"}, {"xmlns", ""}});
  node.add(Node("ping"));

  // flag, list of 8, iq, to, JID without user, type, get, id, nibbles "31.8-4", content: one node
  EXPECT_EQ(encode_frame(node),
            bytes({0, 248, 8, 25, 17, 250, 0, 3, 4, 41, 8, 255, 3, 0x31, 0xB8, 0xA4, 248, 1, 248, 1, 86}));
}

TEST(NodeCodec, BringsBackEveryKindOfContent) {
  Node node("message", {{"id", "3EB0C767D82B1A1D9C2B"}, {"type", "text"}, {"t", "1768485802"}});
  node.add(bytes_node("enc", bytes({0, 1, 2, 250, 255})).set("v", 2).set("type", "pkmsg"));
  node.add(Node("empty"));
  node.add(Node("state").set_text("available"));
  node.add(Node("code").set_text("1234-5678"));
  node.add(Node("nothing").set_bytes(""));
  node.add(Node("list").set_children({}));

  EXPECT_EQ(round_trip(node), node);
}

TEST(NodeCodec, BringsTextWithoutTokenBackAsBytes) {
  const Node read = round_trip(Node("subject").set_text("a text with blanks"));

  EXPECT_EQ(read.content(), Node::Content::bytes);
  EXPECT_EQ(read.data(), "a text with blanks");
}

TEST(NodeCodec, BringsBackTextsOfEveryForm) {
  for (const std::string& text :
       {std::string("message"), std::string("receipt"), std::string("12-34.5"), std::string("1"), std::string("-"),
        std::string("ABCDEF"), std::string("ABC"), std::string("abc"), std::string("zażółć"), std::string(127, '7'),
        std::string(128, '7'), std::string(255, 'x'), std::string(256, 'x'), std::string(70'000, 'x'),
        std::string((1u << 20) + 5, 'y')})
    EXPECT_EQ(carried(text), text) << text.substr(0, 40);
}

TEST(NodeCodec, BringsBackJidsOfEveryServer) {
  for (const std::string& text :
       {std::string("491701234567@s.whatsapp.net"), std::string("491701234567:12@s.whatsapp.net"),
        std::string("123:255@lid"), std::string("123:256@lid"), std::string("123@lid"), std::string("7@hosted"),
        std::string("7:99@hosted"), std::string("7:99@hosted.lid"), std::string("@s.whatsapp.net"),
        std::string("@g.us"), std::string("status@broadcast"), std::string("1203-55@g.us"), std::string("5:4000@msgr"),
        std::string("9-user:7@interop"), std::string("17.9:4@s.whatsapp.net"), std::string("not@a.jid"),
        std::string("1:@lid")})
    EXPECT_EQ(carried(text), text);
}

TEST(NodeCodec, SendsNoAttributeWithoutValue) {
  Node node("presence", {{"type", "available"}, {"name", ""}});

  EXPECT_FALSE(round_trip(node).has_attribute("name"));
}

TEST(NodeCodec, WritesLongLists) {
  Node node("list");
  for (int i = 0; i < 700; ++i) node.add(Node("item", {{"id", std::to_string(i)}}));

  EXPECT_EQ(round_trip(node), node);
}

TEST(NodeCodec, RefusesToWriteAListTheWireCannotSay) {
  Node node("list");
  node.set_children(std::vector<Node>(65'536, Node("item")));

  EXPECT_THROW((void)encode_frame(node), std::length_error);
}

TEST(NodeCodec, UnpacksCompressedFrames) {
  Node node("ib", {{"from", "@s.whatsapp.net"}});
  for (int i = 0; i < 300; ++i) node.add(Node("offline", {{"count", std::to_string(i)}}));
  const std::string plain = encode_frame(node).substr(1);
  uLongf size = compressBound(plain.size());
  std::string packed(size, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(plain.data()), plain.size());
  packed.resize(size);

  NodeError error = NodeError::none;
  const auto read = decode_frame("\x02" + packed, error);

  ASSERT_TRUE(read) << to_word(error);
  EXPECT_EQ(*read, node);
}

TEST(NodeCodec, TakesPlainTextWhereAJidStandsUsually) {
  // <iq from=BINARY_8 "1@lid"/>
  NodeError error = NodeError::none;
  const auto read = decode_frame(bytes({0, 248, 3, 25, 6, 252, 5, '1', '@', 'l', 'i', 'd'}), error);

  ASSERT_TRUE(read) << to_word(error);
  EXPECT_EQ(read->attributes()[0].second, "1@lid");
}

TEST(TokenTable, GivesEveryWordItsTokenBack) {
  int words = 0;
  for (int dictionary : {0, 236, 237, 238, 239}) {
    for (int index = 0; index < 256; ++index) {
      const Token token{static_cast<std::uint8_t>(dictionary), static_cast<std::uint8_t>(index)};
      const auto word = token_word(token);
      if (!word) continue;
      ++words;
      EXPECT_EQ(find_token(*word), token) << *word;
    }
  }
  EXPECT_EQ(words, 235 + 4 * 256);
}

TEST(TokenTable, KnowsWordsByTheirPlace) {
  EXPECT_EQ(token_word({0, 2}), "xmlstreamend");
  EXPECT_EQ(token_word({0, 3}), "s.whatsapp.net");
  EXPECT_FALSE(token_word({0, 0}));
  EXPECT_FALSE(token_word({0, 236}));
  EXPECT_FALSE(token_word({240, 1}));
  EXPECT_FALSE(find_token(""));
  EXPECT_FALSE(find_token("no such word"));
}

}  // namespace
}  // namespace wagate::session_whatsapp
