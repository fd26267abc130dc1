#include "retry_rules.h"

#include <gtest/gtest.h>

namespace wagate::transport_webhook {
namespace {

RetryRules without_jitter() {
  RetryRules rules;
  rules.jitter = 0;
  return rules;
}

TEST(RetryRules, WaitsTwiceAsLongEveryTimeUpToTheMaximum) {
  const RetryRules rules = without_jitter();

  EXPECT_EQ(rules.wait_ms(1, 0.5), 5'000);
  EXPECT_EQ(rules.wait_ms(2, 0.5), 10'000);
  EXPECT_EQ(rules.wait_ms(3, 0.5), 20'000);
  EXPECT_EQ(rules.wait_ms(7, 0.5), 300'000);
  EXPECT_EQ(rules.wait_ms(99, 0.5), 300'000);
}

TEST(RetryRules, WaitsTheSameEveryTimeWithoutExponentialBackoff) {
  RetryRules rules = without_jitter();
  rules.exponential = false;

  EXPECT_EQ(rules.wait_ms(1, 0.5), 5'000);
  EXPECT_EQ(rules.wait_ms(9, 0.5), 5'000);
}

TEST(RetryRules, JitterNeverGoesBelowTheFirstDelay) {
  const RetryRules rules;

  EXPECT_EQ(rules.wait_ms(1, 0.0), 5'000);
  EXPECT_EQ(rules.wait_ms(1, 1.0), 6'000);
  EXPECT_EQ(rules.wait_ms(2, 0.0), 8'000);
  EXPECT_EQ(rules.wait_ms(2, 1.0), 12'000);
}

TEST(RetryRules, AReceiverMayAskForALongerWaitUpToTheMaximum) {
  const RetryRules rules = without_jitter();

  EXPECT_EQ(rules.wait_ms(1, 0.5, 60'000), 60'000);
  EXPECT_EQ(rules.wait_ms(1, 0.5, 86'400'000), 300'000);
  EXPECT_EQ(rules.wait_ms(1, 0.5, 1), 5'000);
}

TEST(RetryRules, KnowsTheStatusesThatAreFinal) {
  const RetryRules rules;

  for (const std::uint32_t status : {400u, 401u, 403u, 404u, 422u}) EXPECT_TRUE(rules.is_final(status)) << status;
  for (const std::uint32_t status : {302u, 408u, 429u, 500u, 503u}) EXPECT_FALSE(rules.is_final(status)) << status;
}

TEST(RetryAfter, IsSecondsOrADate) {
  constexpr std::int64_t kNow = 1'768'485'802'000;  // Thu, 15 Jan 2026 14:03:22 GMT

  EXPECT_EQ(retry_after_ms("120", kNow), 120'000);
  EXPECT_EQ(retry_after_ms("0", kNow), 0);
  EXPECT_EQ(retry_after_ms("Thu, 15 Jan 2026 14:04:22 GMT", kNow), 60'000);
  EXPECT_EQ(retry_after_ms("Thu, 15 Jan 2026 14:00:00 GMT", kNow), 0);
  for (const char* text : {"", "soon", "-5", "1.5", "12 seconds", "Thu, 15 Jan 2026 14:04:22 CET"})
    EXPECT_EQ(retry_after_ms(text, kNow), std::nullopt) << text;
}

}  // namespace
}  // namespace wagate::transport_webhook
