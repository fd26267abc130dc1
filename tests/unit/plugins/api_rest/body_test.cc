#include "body.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace wagate::api_rest {
namespace {

using ::testing::HasSubstr;

// The body as text, or what is wrong with it.
std::string read(std::string_view type, std::string_view body) {
  Json out;
  const std::string wrong = read_body(type, body, out);
  return wrong.empty() ? out.dump() : wrong;
}

TEST(Body, IsJsonWhateverTheCharset) {
  EXPECT_EQ(read("application/json", R"({"b":1,"a":2})"), R"({"b":1,"a":2})");
  EXPECT_EQ(read("Application/JSON ; charset=utf-8", "{}"), "{}");
}

TEST(Body, IsEmptyWhenThereIsNoneOrOfAnotherType) {
  EXPECT_EQ(read("application/json", ""), "{}");
  EXPECT_EQ(read("application/json", " \r\n"), "{}");
  EXPECT_EQ(read("", R"({"a":1})"), "{}");
  EXPECT_EQ(read("text/plain", R"({"a":1})"), "{}");
  EXPECT_EQ(read("multipart/form-data; boundary=x", "--x--"), "{}");
}

TEST(Body, SaysWhereJsonIsBrokenWithoutRepeatingIt) {
  EXPECT_EQ(read("application/json", R"({"secret":)"), "The body is not valid JSON: error at byte 11");
  EXPECT_THAT(read("application/json", "{\"a\":\"\xff\"}"), HasSubstr("not valid JSON"));
  EXPECT_THAT(read("application/json", "\"text\""), HasSubstr("must be an object"));
}

TEST(Body, IsRefusedWhenANumberInItIsTooLarge) {
  EXPECT_EQ(read("application/json", R"({"delay":1e999})"),
            "The body is not valid JSON: it holds a number that is too large");
}

TEST(Body, MayBeNested128LevelsDeepAndNoDeeper) {
  const auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
  };

  EXPECT_EQ(read("application/json", nested(128)), nested(128));
  EXPECT_EQ(read("application/json", nested(129)), "The body is nested more than 128 levels deep");
  EXPECT_EQ(read("application/json", std::string(5'000'000, '[')), "The body is nested more than 128 levels deep");
}

TEST(Body, CountsNoBracketsInsideTexts) {
  const std::string body = R"({"a":")" + std::string(500, '[') + R"(\"[[","b":"\\"})";

  EXPECT_EQ(read("application/json", body), body);
}

TEST(Form, GivesTexts) {
  EXPECT_EQ(read("application/x-www-form-urlencoded", "number=%2B55+11&text=a%26b&empty=&bare&%41=1"),
            R"({"number":"+55 11","text":"a&b","empty":"","bare":"","A":"1"})");
}

TEST(Form, MakesAListOfARepeatedName) {
  EXPECT_EQ(read("application/x-www-form-urlencoded", "a=1&a=2&a=3"), R"({"a":["1","2","3"]})");
}

TEST(Form, LeavesBrokenEscapesAsTheyAre) {
  EXPECT_EQ(read("application/x-www-form-urlencoded", "a=%4&b=%zz&c=%"), R"({"a":"%4","b":"%zz","c":"%"})");
}

TEST(Form, HasAtMostAThousandFields) {
  std::string form;
  for (int i = 0; i < 1001; ++i) form += "f" + std::to_string(i) + "=1&";

  EXPECT_EQ(read("application/x-www-form-urlencoded", form), "The form has more than 1000 fields");
}

}  // namespace
}  // namespace wagate::api_rest
