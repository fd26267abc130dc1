// JSON from outside: stanzas of send_node and proxies of instances.
#include "session/stanza_json.h"

#include <gtest/gtest.h>

#include "session/proxy_json.h"
#include "wagate/document.h"

namespace wagate::session_whatsapp {
namespace {

std::optional<Node> read(const std::string& json, std::vector<std::string> attachments = {}) {
  Document document(json);
  document.attachments = std::move(attachments);
  std::string problem;
  auto node = read_stanza_json(DocumentView(document), problem);
  EXPECT_NE(node.has_value(), !problem.empty());
  return node;
}

TEST(StanzaJson, BecomesAStanzaWithTextBytesAndChildren) {
  const auto node = read(
      R"({"stanza":{"tag":"call","attrs":{"to":"49@s.whatsapp.net","count":7,"none":null},"content":[
           {"tag":"enc","attrs":{"v":"2"},"content":{"_placeholder":true,"num":0}},{"tag":"state","content":"on"}]}})",
      {std::string("\x00\xFF", 2)});

  Node expected("call", {{"to", "49@s.whatsapp.net"}, {"count", "7"}});
  expected.add(Node("enc", {{"v", "2"}}).set_bytes(std::string("\x00\xFF", 2)));
  expected.add(Node("state").set_text("on"));
  ASSERT_TRUE(node);
  EXPECT_EQ(node->child("enc")->data(), expected.child("enc")->data());
  EXPECT_EQ(node->attribute("to"), "49@s.whatsapp.net");
  EXPECT_EQ(node->attribute("count"), "7");
  EXPECT_FALSE(node->has_attribute("none"));
  EXPECT_EQ(*node->child("state"), *expected.child("state"));
}

TEST(StanzaJson, IsRefusedWithASentence) {
  for (const char* json :
       {"", "[]", "{}", R"({"stanza":1})", R"({"stanza":{}})", R"({"stanza":{"tag":""}})", R"({"stanza":{"tag":"a","attrs":[]}})",
        R"({"stanza":{"tag":"a","attrs":{"b":{}}}})", R"({"stanza":{"tag":"a","content":5}})",
        R"({"stanza":{"tag":"a","content":{"_placeholder":true,"num":0}}})",
        R"({"stanza":{"tag":"a","content":{"_placeholder":true,"num":-1}}})",
        R"({"stanza":{"tag":"a","content":{"num":0}}})", R"({"stanza":{"tag":"a","content":[5]}})"})
    EXPECT_FALSE(read(json)) << json;
}

TEST(StanzaJson, HasLimits) {
  std::string deep = R"({"tag":"a"})";
  for (int i = 0; i < 32; ++i) deep = R"({"tag":"a","content":[)" + deep + "]}";
  EXPECT_FALSE(read(R"({"stanza":)" + deep + "}"));

  std::string wide = R"({"tag":"a"})";
  for (int i = 0; i < 10'000; ++i) wide += R"(,{"tag":"a"})";
  EXPECT_FALSE(read(R"({"stanza":{"tag":"a","content":[)" + wide + "]}}"));
}

TEST(ProxyJson, BecomesAProxy) {
  std::string problem;
  const auto proxy = read_proxy_json(
      R"({"enabled":true,"host":"proxy.example.org","port":"3128","protocol":"http","username":"me","password":"pw"})", problem);

  ASSERT_TRUE(proxy) << problem;
  EXPECT_EQ(proxy->host, "proxy.example.org");
  EXPECT_EQ(proxy->port, 3128);
  EXPECT_EQ(proxy->credentials, "me:pw");
}

TEST(ProxyJson, IsNoneWhenItIsSwitchedOff) {
  for (const char* json : {"", "{}", R"({"enabled":false,"host":"a","port":1,"protocol":"http"})"}) {
    std::string problem;
    EXPECT_FALSE(read_proxy_json(json, problem)) << json;
    EXPECT_EQ(problem, "") << json;
  }
}

TEST(ProxyJson, IsRefusedRatherThanLeftOut) {
  for (const char* json : {"[]", R"({"enabled":true,"host":"a","port":1,"protocol":"socks5"})",
                           R"({"enabled":true,"host":"","port":1,"protocol":"http"})",
                           R"({"enabled":true,"host":"a","port":"x","protocol":"http"})",
                           R"({"enabled":true,"host":"a","port":70000,"protocol":"http"})",
                           R"({"enabled":true,"host":"a","protocol":"http"})"}) {
    std::string problem;
    EXPECT_FALSE(read_proxy_json(json, problem)) << json;
    EXPECT_NE(problem, "") << json;
  }
}

}  // namespace
}  // namespace wagate::session_whatsapp
