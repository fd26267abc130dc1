#include "command_frame.h"

#include <gtest/gtest.h>

#include <string>

namespace wagate::transport_websocket {
namespace {

TEST(CommandFrame, ReadsItsMembersInAnyOrder) {
  CommandFrame frame;
  ASSERT_EQ(parse_command_frame(R"( { "args" : [1, {"a":[]}] , "other":{"x":[{}]}, "id":{"n":7}, "command":"sendNode" } )", frame), nullptr);

  EXPECT_EQ(frame.name, "sendNode");
  EXPECT_EQ(frame.id, R"({"n":7})");
  EXPECT_EQ(frame.args, R"([1, {"a":[]}])");
}

TEST(CommandFrame, NeedsNeitherIdNorArguments) {
  CommandFrame frame;
  ASSERT_EQ(parse_command_frame(R"({"command":"ping"})", frame), nullptr);

  EXPECT_EQ(frame.id, "");
  EXPECT_EQ(frame.args, "[]");
}

TEST(CommandFrame, TakesAnyJsonAsId) {
  for (const char* id : {"null", "true", "-1.5e3", "\"a\\u0041\"", "[]", "[1,[2]]", "{}"}) {
    CommandFrame frame;
    const std::string text = R"({"command":"c","id":)" + std::string(id) + "}";
    EXPECT_EQ(parse_command_frame(text, frame), nullptr) << id;
    EXPECT_EQ(frame.id, id);
  }
}

class BadCommandFrame : public ::testing::TestWithParam<const char*> {};

TEST_P(BadCommandFrame, IsRefused) {
  CommandFrame frame;
  EXPECT_NE(parse_command_frame(GetParam(), frame), nullptr) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Table, BadCommandFrame,
                         ::testing::Values("", " ", "x", "[]", "{}", "{", R"({"command"})", R"({"command":})", R"({"command":1})",
                                           R"({"command":""})", R"({"id":1})", R"({"command":"a","args":{}})", R"({"command":"a"}x)",
                                           R"({"command":"a",})", R"({"command":"a" "id":1})", R"({"command":"\u0061"})",
                                           R"({"command":"a","id":01})", R"({"command":"a","id":1.})", R"({"command":"a","id":"\x"})",
                                           R"({"command":"a","args":[1,]})", R"({"command":"a","args":[})", R"({"command":"a","x":{"a"}})",
                                           R"({"command":"a","x":nul})", "{\"command\":\"a\nb\"}", R"({"command":"a)", R"({"command":"a\)"));

TEST(CommandFrame, BoundsDepthAndTheLengthOfTheId) {
  CommandFrame frame;
  const auto nested = [](std::size_t depth) {
    return R"({"command":"a","args":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  const std::string deepest = nested(256), deeper = nested(257), bottomless = nested(400000);
  EXPECT_EQ(parse_command_frame(deepest, frame), nullptr);
  EXPECT_NE(parse_command_frame(deeper, frame), nullptr);
  EXPECT_NE(parse_command_frame(bottomless, frame), nullptr);
  const std::string long_id = R"({"command":"a","id":")" + std::string(300, 'x') + "\"}";
  EXPECT_STREQ(parse_command_frame(long_id, frame), "id must not be longer than 256 bytes");
}

}  // namespace
}  // namespace wagate::transport_websocket
