#include "node.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace wagate::api_rest {
namespace {

// The node as it is sent, or what is wrong with it.
std::string written(const std::string& stanza) {
  std::string out;
  const std::string wrong = write_node(Json::parse(stanza), out);
  return wrong.empty() ? out : wrong;
}

TEST(Node, IsSentWithTagAttributesAndContent) {
  EXPECT_EQ(written(R"({"tag":"iq","attrs":{"to":"s.whatsapp.net"},"content":[{"tag":"ping","attrs":{}}]})"),
            R"({"tag":"iq","attrs":{"to":"s.whatsapp.net"},"content":[{"tag":"ping","attrs":{}}]})");
  EXPECT_EQ(written(R"({"tag":"a","attrs":{},"content":"text"})"), R"({"tag":"a","attrs":{},"content":"text"})");
}

TEST(Node, LosesAttributesThatAreNoTextsAndMembersThatMeanNothing) {
  EXPECT_EQ(written(R"({"tag":"a","attrs":{"n":7,"s":"x","z":null},"content":null,"extra":1})"),
            R"({"tag":"a","attrs":{"s":"x"}})");
}

TEST(Node, NeedsATagAndAttributes) {
  EXPECT_EQ(written(R"({"attrs":{}})"), "every node of stanza needs a text \"tag\"");
  EXPECT_EQ(written(R"({"tag":"","attrs":{}})"), "every node of stanza needs a text \"tag\"");
  EXPECT_EQ(written(R"({"tag":"a"})"), "every node of stanza needs an object \"attrs\"");
  EXPECT_EQ(written(R"({"tag":"a","attrs":{},"content":["text"]})"), "every node of stanza must be an object");
}

TEST(Node, CannotCarryBytesOrPlaceholders) {
  for (const char* content : {R"({"type":"Buffer","data":[1]})", R"({"_placeholder":true,"num":0})", "7"})
    EXPECT_EQ(written(std::string(R"({"tag":"a","attrs":{},"content":)") + content + "}"),
              "content of a node must be a text or an array of nodes; bytes cannot be sent by REST");
}

TEST(Node, HasAtMost32Levels) {
  std::string stanza = R"({"tag":"a","attrs":{}})";
  for (int level = 1; level < 32; ++level) stanza = R"({"tag":"a","attrs":{},"content":[)" + stanza + "]}";
  EXPECT_EQ(written(stanza), stanza);

  EXPECT_EQ(written(R"({"tag":"a","attrs":{},"content":[)" + stanza + "]}"),
            "stanza is nested more than 32 levels deep");
}

TEST(Node, HasAtMostTenThousandNodes) {
  std::string children;
  for (int i = 0; i < 10000; ++i) children += R"({"tag":"a","attrs":{}},)";
  children.pop_back();

  EXPECT_EQ(written(R"({"tag":"a","attrs":{},"content":[)" + children + "]}"), "stanza has more than 10000 nodes");
}

}  // namespace
}  // namespace wagate::api_rest
