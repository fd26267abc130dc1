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

std::string upload(const std::string& body, Upload& file) {
  Json out;
  const std::string wrong = read_upload("multipart/form-data; boundary=x", body, out, file);
  return wrong.empty() ? out.dump() : wrong;
}

TEST(Upload, IsTheFileOfAFormAndItsFields) {
  const std::string body =
      "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
      "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n2\r\n"
      "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.png\"\r\n"
      "Content-Type: image/png\r\n\r\nbytes\r\n--x--";
  Upload file;  // views into the body

  EXPECT_EQ(upload(body, file), R"({"a":["1","2"]})");

  EXPECT_TRUE(file.is_there());
  EXPECT_EQ(file.bytes, "bytes");
  EXPECT_EQ(file.content_type, "image/png");
  EXPECT_EQ(file.file_name, "b.png");
}

TEST(Upload, IsOneFileInItsField) {
  const std::string part = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b\"\r\n\r\n1\r\n";
  Upload file;

  EXPECT_EQ(upload(part + part + "--x--", file), "The form holds more than one file");
  EXPECT_EQ(upload("--x\r\nContent-Disposition: form-data; name=\"media\"; filename=\"b\"\r\n\r\n1\r\n--x--", file),
            "The file of the form must be in the field \"file\"");
}

TEST(FormFields, GetTheTypesThatTheRulesAskFor) {
  static constexpr Rule kNumberItem = {.type = Type::integer};
  static constexpr Rule kRules[] = {
      {.name = "text", .type = Type::text},       {.name = "flag", .type = Type::boolean},
      {.name = "count", .type = Type::integer},   {.name = "ratio", .type = Type::number},
      {.name = "list", .type = Type::array},      {.name = "lone", .type = Type::array},
      {.name = "object", .type = Type::object},   {.name = "numbers", .type = Type::array, .items = &kNumberItem},
      {.name = "broken", .type = Type::integer},  {.name = "missing", .type = Type::integer},
      {.name = "not", .type = Type::boolean},     {.name = "deep", .type = Type::object},
  };
  Json form = {{"text", "5"},        {"flag", "true"},   {"count", "-7"},     {"ratio", "0.5"},
               {"list", R"(["a"])"}, {"lone", "a"},      {"object", R"({"a":1})"}, {"numbers", {"1", "x"}},
               {"broken", "1e"},     {"not", "yes"},     {"deep", std::string(200, '[')}};

  fit_texts(kRules, form);

  form.erase("deep");
  EXPECT_EQ(form.dump(),
            R"({"text":"5","flag":true,"count":-7,"ratio":0.5,"list":["a"],"lone":["a"],"object":{"a":1},)"
            R"("numbers":[1,"x"],"broken":"1e","not":"yes"})");
}

}  // namespace
}  // namespace wagate::api_rest
