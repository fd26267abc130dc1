#include "wagate/json_writer.h"

#include <gtest/gtest.h>

namespace wagate {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  JsonWriter::append_quoted(out, text);
  return out;
}

TEST(JsonWriter, PutsCommasWhereTheyBelong) {
  std::string out;
  JsonWriter json(out);

  json.begin_object().field("a", 1).key("b").begin_array().value("x").begin_object().end_object().null().end_array()
      .field("c", true).field_or_null("d", "").end_object();

  EXPECT_EQ(out, R"({"a":1,"b":["x",{},null],"c":true,"d":null})");
}

TEST(JsonWriter, AppendsBehindWhatIsThere) {
  std::string out = "42[\"event\",";
  JsonWriter(out).begin_object().field_raw("data", "[1,2]").end_object();

  EXPECT_EQ(out, "42[\"event\",{\"data\":[1,2]}");
}

TEST(JsonWriter, EscapesWhatJsonForbids) {
  EXPECT_EQ(quoted("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(quoted("\n\r\t\b\f"), R"("\n\r\t\b\f")");
  EXPECT_EQ(quoted(std::string_view("\0\x1e\x1f", 3)), R"("\u0000\u001e\u001f")");
  EXPECT_EQ(quoted("\x7f"), "\"\x7f\"");
}

TEST(JsonWriter, KeepsWellFormedUtf8) {
  EXPECT_EQ(quoted("Você € 😀"), "\"Você € 😀\"");
}

TEST(JsonWriter, ReplacesBytesThatAreNoUtf8) {
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(quoted("a\x80" "b"), "\"a" + mark + "b\"");                      // stray continuation
  EXPECT_EQ(quoted("\xC0\xAF"), "\"" + mark + mark + "\"");                  // overlong
  EXPECT_EQ(quoted("\xED\xA0\x80"), "\"" + mark + mark + mark + "\"");       // surrogate
  EXPECT_EQ(quoted("\xF4\x90\x80\x80"), "\"" + mark + mark + mark + mark + "\"");  // above U+10FFFF
  EXPECT_EQ(quoted("\xE2\x82"), "\"" + mark + mark + "\"");                  // cut short
}

}  // namespace
}  // namespace wagate
