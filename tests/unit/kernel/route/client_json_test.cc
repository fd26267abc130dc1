#include "kernel/route/client_json.h"

#include <gtest/gtest.h>

namespace wagate {
namespace {

std::string problem(const std::string& json, std::uint64_t attachments = 0) {
  const std::vector<abi::BytesRef> bytes(attachments);
  SendNodeRequest request;
  return parse_send_node({abi::StringRef(json), bytes.data(), bytes.size()}, request);
}

std::string nested(std::size_t depth) {
  std::string json = "{\"tag\":\"t\",\"attrs\":{}}";
  for (std::size_t i = 1; i < depth; ++i) json = "{\"tag\":\"t\",\"attrs\":{},\"content\":[" + json + "]}";
  return "[{\"stanza\":" + json + "}]";
}

TEST(SendNodeArguments, AreTakenWithNestedNodesTextsAndAttachments) {
  const std::string json =
      "[{\"instanceId\":\"shop-01\",\"stanza\":{\"tag\":\"call\",\"attrs\":{\"id\":\"A1\",\"n\":7,\"z\":null},"
      "\"content\":[{\"tag\":\"enc\",\"attrs\":{},\"content\":{\"_placeholder\":true,\"num\":0}},"
      "{\"tag\":\"x\",\"attrs\":{},\"content\":\"text\"}]}}]";
  const std::vector<abi::BytesRef> bytes(1);
  SendNodeRequest request;

  ASSERT_EQ(parse_send_node({abi::StringRef(json), bytes.data(), 1}, request), "");

  EXPECT_EQ(request.instance, "shop-01");
  EXPECT_EQ(request.arguments,
            "{\"stanza\":{\"tag\":\"call\",\"attrs\":{\"id\":\"A1\"},"
            "\"content\":[{\"tag\":\"enc\",\"attrs\":{},\"content\":{\"_placeholder\":true,\"num\":0}},"
            "{\"tag\":\"x\",\"attrs\":{},\"content\":\"text\"}]}}")
      << "attributes that are no text are left out";
}

TEST(SendNodeArguments, AreRefusedWithTheReason) {
  const struct {
    const char* json;
    const char* says;
  } cases[] = {
      {"", "takes one object"},
      {"[]", "takes one object"},
      {"[null]", "takes one object"},
      {"[{}]", "\"stanza\" is missing"},
      {"[{\"instanceId\":5,\"stanza\":{\"tag\":\"a\",\"attrs\":{}}}]", "\"instanceId\" has to be a text"},
      {"[{\"stanza\":7}]", "is not an object"},
      {"[{\"stanza\":{\"attrs\":{}}}]", "needs a \"tag\""},
      {"[{\"stanza\":{\"tag\":\"\",\"attrs\":{}}}]", "needs a \"tag\""},
      {"[{\"stanza\":{\"tag\":\"a\"}}]", "needs \"attrs\""},
      {"[{\"stanza\":{\"tag\":\"a\",\"attrs\":{},\"content\":5}}]", "has to be a list of nodes"},
      {"[{\"stanza\":{\"tag\":\"a\",\"attrs\":{},\"content\":{\"type\":\"Buffer\"}}}]", "has to be a list of nodes"},
      {"[{\"stanza\":{\"tag\":\"a\",\"attrs\":{},\"content\":{\"_placeholder\":true,\"num\":1}}}]", "was not sent"},
      {"[{\"stanza\":{\"tag\":\"a\",\"attrs\":{},\"content\":{\"_placeholder\":true,\"num\":-1}}}]", "was not sent"},
  };
  for (const auto& test : cases) EXPECT_NE(problem(test.json, 1).find(test.says), std::string::npos) << test.json << " -> " << problem(test.json, 1);
}

TEST(SendNodeArguments, HaveLimits) {
  EXPECT_EQ(problem(nested(kMaxNodeDepth)), "");
  EXPECT_NE(problem(nested(kMaxNodeDepth + 1)).find("deeper than 32"), std::string::npos);
  EXPECT_NE(problem(std::string(900'000, '[')).find("deeper than 32"), std::string::npos);

  std::string many = "[{\"stanza\":{\"tag\":\"t\",\"attrs\":{},\"content\":[";
  for (std::size_t i = 0; i < kMaxNodes; ++i) many += i ? ",{\"tag\":\"t\",\"attrs\":{}}" : "{\"tag\":\"t\",\"attrs\":{}}";
  EXPECT_NE(problem(many + "]}}]").find("more than 10000 nodes"), std::string::npos);

  EXPECT_NE(problem(std::string(kMaxSendNodeBytes + 1, ' ')).find("the limit is 1000000"), std::string::npos);
}

TEST(Channels, AreTextsThatBeginWithASlash) {
  std::vector<std::string> out;
  EXPECT_EQ(parse_channels("[\"/custom\",\"/other\"]", out), "");
  EXPECT_EQ(out, (std::vector<std::string>{"/custom", "/other"}));
  EXPECT_EQ(parse_channels("", out), "");
  for (const char* json : {"{}", "[1]", "[\"custom\"]", "[\"/\"]", "[\"/a,b\"]", "["}) EXPECT_NE(parse_channels(json, out), "") << json;
}

}  // namespace
}  // namespace wagate
