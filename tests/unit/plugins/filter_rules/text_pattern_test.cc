#include "text_pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace wagate::filter_rules {
namespace {

using Compare = TextPatterns::Compare;

TEST(GlobMatches, FollowsTheTable) {
  struct Row {
    const char* glob;
    const char* text;
    bool fits;
  };
  const Row rows[] = {
      {"", "", true},          {"", "a", false},         {"*", "", true},           {"*", "anything", true},
      {"a", "a", true},        {"a", "A", false},        {"a", "aa", false},        {"?", "a", true},
      {"?", "", false},        {"a?c", "abc", true},     {"a?c", "ac", false},      {"shop-*", "shop-01", true},
      {"shop-*", "shop", false}, {"*@g.us", "1203@g.us", true}, {"*@g.us", "1203@g.usa", false},
      {"*a*b*c*", "xxaxxbxxcxx", true},                  {"*a*b*c*", "xxaxxcxxbxx", false},
      {"a*a", "a", false},     {"a**b", "ab", true},     {"[ab]", "a", false},      {"*.*", "a.b", true},
  };
  for (const Row& row : rows) EXPECT_EQ(glob_matches(row.glob, row.text), row.fits) << row.glob << " / " << row.text;
}

TEST(GlobMatches, DoesNotExplodeWithManyStars) {
  std::string glob;
  for (int i = 0; i < 80; ++i) glob += "*a";
  EXPECT_FALSE(glob_matches(glob + "b", std::string(4096, 'a')));
}

TEST(TextPatterns, ComparesAPatternWithoutAtWithThePartBeforeIt) {
  const TextPatterns number({"5511970000001"}, Compare::jid);
  EXPECT_TRUE(number.matches("5511970000001@s.whatsapp.net"));
  EXPECT_TRUE(number.matches("5511970000001:7@s.whatsapp.net"));
  EXPECT_FALSE(number.matches("55119700000010@s.whatsapp.net"));

  EXPECT_TRUE(TextPatterns({"5511*"}, Compare::jid).matches("5511970000001@s.whatsapp.net"));
  EXPECT_TRUE(TextPatterns({"*@g.us"}, Compare::jid).matches("120363@g.us"));
  EXPECT_FALSE(TextPatterns({"*@g.us"}, Compare::jid).matches("120363@s.whatsapp.net"));
}

TEST(TextPatterns, FindsAnyOfItsWordsAnywhereAndTakesThemLiterally) {
  const TextPatterns words({"casino", "5*5"}, Compare::part);
  EXPECT_TRUE(words.matches("the casino is open"));
  EXPECT_TRUE(words.matches("5*5 is 25"));
  EXPECT_FALSE(words.matches("535"));
  EXPECT_FALSE(words.matches("Casino"));
}

TEST(IsPerson, TellsPersonsFromGroupsAndLists) {
  EXPECT_TRUE(is_person("5511970000001@s.whatsapp.net"));
  EXPECT_TRUE(is_person("84110000000001@lid"));
  EXPECT_TRUE(is_person("5511970000001"));
  EXPECT_FALSE(is_person("120363@g.us"));
  EXPECT_FALSE(is_person("status@broadcast"));
  EXPECT_FALSE(is_person("1@newsletter"));
  EXPECT_FALSE(is_person(""));
}

}  // namespace
}  // namespace wagate::filter_rules
