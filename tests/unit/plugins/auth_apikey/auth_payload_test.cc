#include "auth_payload.h"

#include <gtest/gtest.h>

namespace wagate::auth_apikey {
namespace {

TEST(AuthPayload, GivesTheTextOfItsApikey) { EXPECT_EQ(apikey_of(R"({"a":1,"apikey":"K\u00e9y"})"), "K\xc3\xa9y"); }

TEST(AuthPayload, HasNoKeyUnlessItIsAnObjectWithATextOfThatName) {
  for (const char* payload : {"", "{}", "[]", "null", "\"apikey\"", R"({"apikey":7})", R"({"apikey":null})",
                              R"({"apikey":["key"]})", R"({"apiKey":"key"})", R"({"auth":{"apikey":"key"}})",
                              R"({"apikey":"key")", R"({"apikey":"key"} x)"})
    EXPECT_EQ(apikey_of(payload), "") << payload;
}

TEST(AuthPayload, IsNotLookedAtWhenItIsHuge) {
  EXPECT_EQ(apikey_of(R"({"apikey":"key","x":")" + std::string(16 * 1024, 'x') + "\"}"), "");
}

TEST(AuthPayload, MayBeNestedAsDeeplyAsItsSizeAllows) {
  const std::string depth(7000, '[');

  EXPECT_EQ(apikey_of(depth), "");
  EXPECT_EQ(apikey_of(R"({"x":)" + depth + std::string(depth.size(), ']') + R"(,"apikey":"key"})"), "key");
}

}  // namespace
}  // namespace wagate::auth_apikey
