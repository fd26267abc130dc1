#include "multipart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wagate::api_rest {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kType[] = "multipart/form-data; boundary=x";

std::string problem(const std::string& body, const std::string& type = kType) {
  std::vector<FormPart> parts;
  return read_multipart(type, body, parts);
}

std::vector<FormPart> read(const std::string& body, const std::string& type = kType) {
  std::vector<FormPart> parts;
  EXPECT_EQ(read_multipart(type, body, parts), "");
  return parts;
}

std::string part(const std::string& name, const std::string& data, const std::string& more = "") {
  return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n" + data + "\r\n";
}

TEST(Multipart, IsSplitIntoFieldsAndFiles) {
  const std::string body = part("number", "5511") +
                           part("file", "\x89PNG\r\n--y\r\n", "; filename=\"a b.png\"\r\nContent-Type: image/png") +
                           part("empty", "") + "--x--\r\n";

  const auto parts = read(body);

  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[0].name, "number");
  EXPECT_EQ(parts[0].data, "5511");
  EXPECT_FALSE(parts[0].is_file);
  EXPECT_EQ(parts[1].file_name, "a b.png");
  EXPECT_EQ(parts[1].content_type, "image/png");
  EXPECT_EQ(parts[1].data, "\x89PNG\r\n--y\r\n");
  EXPECT_TRUE(parts[1].is_file);
  EXPECT_EQ(parts[2].data, "");
}

TEST(Multipart, TakesTheBoundaryQuotedAndAmongOtherParameters) {
  const std::string body = "--a b;c\r\nContent-Disposition: form-data; name=n\r\n\r\nv\r\n--a b;c--";

  const auto parts = read(body, "Multipart/Form-Data; charset=utf-8; boundary=\"a b;c\"");

  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].name, "n");
  EXPECT_EQ(parts[0].data, "v");
}

TEST(Multipart, IgnoresWhatStandsBeforeAndAfter) {
  const std::string body = "preamble\r\n" + part("a", "1") + "--x--epilogue --x";

  EXPECT_EQ(read(body).size(), 1u);
}

TEST(Multipart, ReadsNamesAsBrowsersWriteThem) {
  const auto parts = read(part("file", "1", "; filename=\"a%22b%0D%0A%41.png\"") +
                          part("b", "2", "; filename=\"c\\\"d\"") + "--x--");

  EXPECT_EQ(parts.at(0).file_name, "a\"b\r\n%41.png");
  EXPECT_EQ(parts.at(1).file_name, "c\"d");
}

TEST(Multipart, KnowsAFileByItsTypeWhenItHasNoName) {
  const auto parts = read(part("file", "1", "\r\nContent-Type: image/png") +
                          part("text", "2", "\r\nContent-Type: text/plain; charset=utf-8") +
                          part("json", "{}", "\r\ncontent-type: application/json") + "--x--");

  EXPECT_TRUE(parts.at(0).is_file);
  EXPECT_FALSE(parts.at(1).is_file);
  EXPECT_FALSE(parts.at(2).is_file);
}

TEST(Multipart, MayHoldNoPartAtAll) { EXPECT_THAT(read("--x--"), IsEmpty()); }

TEST(Multipart, IsRefusedWithWhatIsWrong) {
  EXPECT_THAT(problem("", "multipart/form-data"), HasSubstr("needs a boundary"));
  EXPECT_THAT(problem("", "multipart/form-data; boundary="), HasSubstr("needs a boundary"));
  EXPECT_THAT(problem("", "multipart/form-data; boundary=" + std::string(71, 'x')), HasSubstr("needs a boundary"));
  EXPECT_THAT(problem("nothing"), HasSubstr("does not hold the boundary"));
  EXPECT_THAT(problem("--x"), HasSubstr("cut off"));
  EXPECT_THAT(problem("--xy\r\n\r\n--x--"), HasSubstr("not followed by a line break"));
  EXPECT_THAT(problem("--x\r\nContent-Type: a\r\n\r\n1\r\n--x--"), HasSubstr("no header Content-Disposition"));
  EXPECT_THAT(problem("--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"), HasSubstr("with a name"));
  EXPECT_THAT(problem("--x\r\nnothing\r\n\r\n1\r\n--x--"), HasSubstr("no colon"));
  EXPECT_THAT(problem(part("a", "1") + "--y--"), HasSubstr("last boundary is missing"));
}

TEST(Multipart, HasLimits) {
  std::string many;
  for (std::size_t i = 0; i <= kMaxParts; ++i) many += part("a", "1");
  EXPECT_EQ(problem(many + "--x--"), "The form has more than 100 parts");
  EXPECT_EQ(problem(part("a", "1", "\r\nX: " + std::string(kMaxPartHeaderBytes, 'y')) + "--x--"),
            "The headers of a form part do not end within 8192 bytes");
  const std::string long_text(kMaxFieldBytes + 1, 'y');
  EXPECT_EQ(problem(part("a", long_text) + "--x--"),
            "A form field is longer than 1048576 bytes; only the file may be");
  EXPECT_EQ(problem(part("file", long_text, "; filename=\"a\"") + "--x--"), "");
}

}  // namespace
}  // namespace wagate::api_rest
