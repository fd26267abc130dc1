#include "emoji.h"

#include <gtest/gtest.h>

#include <string>

namespace wagate::api_rest {
namespace {

TEST(Emoji, IsOnePictureAsPeopleSeeIt) {
  for (const char* one :
       {"👍", "👍🏽", "❤", "❤️", "☺️", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇧🇷", "1️⃣", "#⃣",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🫶🏿", "👩🏾‍💻", "©️", "🥹", "🏴‍☠️"})
    EXPECT_TRUE(is_one_emoji(one)) << one;
}

TEST(Emoji, IsNothingElse) {
  for (const char* other :
       {"",     "a",        "1",       "#",       "ok",       "👍👍",           "👍a", "a👍", " 👍",  "🇧",
        "🇧🇷🇧🇷", "🏽👍", "👨‍", "‍👨", "\xF0\x9F", "\xED\xA0\x80", "é",  "漢", "️", "🏴󠁧󠁢"})
    EXPECT_FALSE(is_one_emoji(other)) << other;
  std::string family = "👨";
  for (int i = 0; i < 100; ++i) family += "‍👨";
  EXPECT_FALSE(is_one_emoji(family));
}

}  // namespace
}  // namespace wagate::api_rest
