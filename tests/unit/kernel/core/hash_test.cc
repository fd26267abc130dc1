#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>

#include "kernel/core/constant_time.h"
#include "kernel/core/random.h"
#include "kernel/core/siphash.h"

namespace wagate {
namespace {

// The vectors that the authors of SipHash-2-4 published: key 00..0f, messages 00, 00 01, ...
constexpr SipHash kReference(0x0706050403020100, 0x0f0e0d0c0b0a0908);

TEST(SipHash, GivesThePublishedValues) {
  std::string message;
  EXPECT_EQ(kReference(message), 0x726fdb47dd0e0e31u);
  for (char c = 0; c < 8; ++c) message += c;
  EXPECT_EQ(kReference(message), 0x93f5f5799a932462u);
  for (char c = 8; c < 15; ++c) message += c;
  EXPECT_EQ(kReference(message), 0xa129ca6149be45e5u);
}

TEST(SipHash, HasAKeyOfItsOwnEachTime) { EXPECT_NE(SipHash()("token"), SipHash()("token")); }

TEST(ConstantTime, ComparesLikeEquality) {
  EXPECT_TRUE(constant_time_equal("", ""));
  EXPECT_TRUE(constant_time_equal("secret", "secret"));
  EXPECT_FALSE(constant_time_equal("secret", "secreT"));
  EXPECT_FALSE(constant_time_equal("Secret", "secret"));
  EXPECT_FALSE(constant_time_equal("secret", "secrets"));
}

TEST(Uuid, HasTheFormOfVersionFour) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string id = random_uuid();
    ASSERT_EQ(id.size(), 36u);
    EXPECT_EQ(id[14], '4');
    EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos) << id;
    EXPECT_EQ(id.find_first_not_of("0123456789abcdef-"), std::string::npos) << id;
    seen.insert(id);
  }
  EXPECT_EQ(seen.size(), 100u);
}

TEST(Uuid, IsInUpperCaseAsAToken) {
  EXPECT_EQ(random_token().find_first_not_of("0123456789ABCDEF-"), std::string::npos);
}

}  // namespace
}  // namespace wagate
