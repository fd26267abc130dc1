#include "text_regex.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "wagate/plugin.h"

namespace wagate::filter_rules {
namespace {

using ::testing::HasSubstr;

std::string refusal_of_regex(const std::string& pattern) {
  try {
    TextRegex regex(pattern);
  } catch (const PluginError& error) {
    return error.what();
  }
  return {};
}

TEST(TextRegex, IsFoundAnywhere) {
  EXPECT_TRUE(TextRegex("(?i)lottery").found_in("You WON the LOTTERY"));
  EXPECT_FALSE(TextRegex("^lottery").found_in("the lottery"));
  EXPECT_TRUE(TextRegex("você").found_in("olá você"));
}

TEST(TextRegex, AnswersForATextThatABacktrackingEngineNeverFinishes) {
  const std::string text(65536, 'a');
  EXPECT_FALSE(TextRegex("(a|aa)+$b").found_in(text));
  EXPECT_FALSE(TextRegex("(a*)*(a*)*(a*)*b").found_in(text));
}

TEST(TextRegex, RefusesWhatIsWrongInOneClause) {
  EXPECT_THAT(refusal_of_regex("(abc"), HasSubstr("missing )"));
  EXPECT_THAT(refusal_of_regex("a(?=b)"), HasSubstr("(?="));
  EXPECT_THAT(refusal_of_regex(""), HasSubstr("empty"));
  EXPECT_THAT(refusal_of_regex(std::string(TextRegex::kMaxPattern + 1, 'a')), HasSubstr("the limit is 1024"));
}

TEST(TextRegex, RefusesAnExpressionThatWouldBeSlowOnEveryText) {
  EXPECT_THAT(refusal_of_regex("((a{1,100}){1,10}x){1,100}"), HasSubstr("invalid repetition size"));
  EXPECT_THAT(refusal_of_regex("(abcdefghij){1,500}"), HasSubstr("too complex"));
}

}  // namespace
}  // namespace wagate::filter_rules
