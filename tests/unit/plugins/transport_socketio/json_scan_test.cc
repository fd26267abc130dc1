#include "socketio/json_scan.h"

#include <gtest/gtest.h>

#include <string>

namespace wagate::transport_socketio {
namespace {

bool valid(const std::string& text, std::uint32_t attachments = 0) {
  JsonSummary summary;
  return scan_json(text, attachments, summary);
}

JsonSummary scan(std::string_view text, std::uint32_t attachments = 0) {
  JsonSummary summary;
  EXPECT_TRUE(scan_json(text, attachments, summary)) << text;
  return summary;
}

TEST(JsonScan, AcceptsTheGrammar) {
  for (const char* text : {"null", "true", "false", "0", "-0", "12", "-1.5e+10", "1E5", "0.5", "\"\"", "\"a\\u00e9\\n\\\"\\\\\\/\"",
                           "[]", "{}", " [ 1 , 2 ] ", "{\"a\":{\"b\":[{}]}}", "[[],[[]],{}]", "\t\r\n{ \"a\" : null }\n",
                           "\"\\ud800\"", "\"\xe2\x80\xa8\"", "{\"a\":1,\"a\":2}"})
    EXPECT_TRUE(valid(text)) << text;
}

TEST(JsonScan, RefusesWhatIsNoJson) {
  for (const char* text : {"", " ", "[", "]", "{", "[1", "[1,", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}",
                           "'a'", "[1]x", "[1][2]", "01", "-", "1.", ".5", "1e", "1e+", "+1", "NaN", "Infinity", "-Infinity",
                           "undefined", "tru", "nulL", "\"a", "\"\\x\"", "\"\\u12g4\"", "\"\\u123\"", "\"a\nb\"", "\"\x01\"", "[1}", "{]",
                           "{\"a\":1]", "0x10", "[1 2]", "\"a\\", "// c\n1"})
    EXPECT_FALSE(valid(text)) << text;
}

TEST(JsonScan, BoundsTheDepth) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };

  EXPECT_TRUE(valid(nested(kMaxJsonDepth)));
  EXPECT_FALSE(valid(nested(kMaxJsonDepth + 1)));
  EXPECT_FALSE(valid(std::string(500000, '[')));
  EXPECT_FALSE(valid(std::string(500000, '[') + std::string(500000, ']')));
}

TEST(JsonScan, FindsTheFirstElementAndTheRest) {
  const auto summary = scan(R"([ "name" , {"a":[1,2]}, "x,]" ] )");

  EXPECT_EQ(summary.kind, JsonKind::array);
  EXPECT_EQ(summary.first_kind, JsonKind::string);
  EXPECT_EQ(summary.first, "\"name\"");
  EXPECT_TRUE(summary.has_more);
  EXPECT_EQ(summary.rest, R"( {"a":[1,2]}, "x,]" )");
}

TEST(JsonScan, TellsWhatTheFirstElementIs) {
  EXPECT_TRUE(scan("[]").empty_array);
  EXPECT_FALSE(scan("[[]]").empty_array);
  EXPECT_EQ(scan("[[1,2],3]").first, "[1,2]");
  EXPECT_EQ(scan("[[1,2],3]").first_kind, JsonKind::array);
  EXPECT_EQ(scan(R"([{"a":1}])").first_kind, JsonKind::object);
  EXPECT_EQ(scan("[null,1]").first_kind, JsonKind::null);
  EXPECT_EQ(scan("[12.5]").first, "12.5");
  EXPECT_FALSE(scan("[1]").has_more);
  EXPECT_EQ(scan(R"({"a":[1,2]})").kind, JsonKind::object);
  EXPECT_FALSE(scan(R"({"a":[1,2]})").has_more);
}

TEST(JsonScan, ChecksPlaceholders) {
  const auto bad = [](const char* text, std::uint32_t attachments) { return scan(text, attachments).bad_placeholder; };

  EXPECT_EQ(scan(R"(["e",{"_placeholder":true,"num":0},{"x":{"num":1,"_placeholder":true}}])", 2).placeholders, 2u);
  EXPECT_FALSE(bad(R"(["e",{"_placeholder":true,"num":1}])", 2));
  EXPECT_TRUE(bad(R"(["e",{"_placeholder":true,"num":2}])", 2));
  EXPECT_TRUE(bad(R"(["e",{"_placeholder":true,"num":-1}])", 2));
  EXPECT_TRUE(bad(R"(["e",{"_placeholder":true,"num":"0"}])", 2));
  EXPECT_TRUE(bad(R"(["e",{"_placeholder":true,"num":0.5}])", 2));
  EXPECT_TRUE(bad(R"(["e",{"_placeholder":true,"num":99999999999999999999}])", 2));
  EXPECT_TRUE(bad(R"(["e",{"_placeholder":true}])", 2));
  EXPECT_TRUE(bad(R"(["e",{"\u005fplaceholder":true,"num":7}])", 2));
  EXPECT_FALSE(bad(R"(["e",{"_placeholder":false,"num":7}])", 2));
  EXPECT_FALSE(bad(R"(["e",{"_placeholder":"true","num":7}])", 2));
}

TEST(JsonScan, UnquotesStrings) {
  EXPECT_EQ(unquote_json(R"("plain")"), "plain");
  EXPECT_EQ(unquote_json(R"("a\"\\\/\b\f\n\r\t\u0041")"), "a\"\\/\b\f\n\r\tA");
  EXPECT_EQ(unquote_json(R"("\u20ac\ud83d\ude00")"), "\xe2\x82\xac\xf0\x9f\x98\x80");
  EXPECT_EQ(unquote_json(R"("\ud83d!\ude00")"), "\xef\xbf\xbd!\xef\xbf\xbd");
  EXPECT_EQ(unquote_json(R"("\ud83d\u0041")"), "\xef\xbf\xbd" "A");
}

}  // namespace
}  // namespace wagate::transport_socketio
