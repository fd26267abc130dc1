#include "webhook.h"

#include <gtest/gtest.h>

namespace wagate::transport_webhook {
namespace {

TEST(Webhook, IsReadFromTheSectionOfAnInstance) {
  const WebhookPtr webhook = webhook_of_instance(
      R"({"webhook":{"enabled":true,"url":"https://a.example/x","webhookByEvents":true,"webhookBase64":true,
          "headers":{"X-Shop":"one","jwt_key":"token secret","hmac_key":"body secret"}}})");

  ASSERT_TRUE(webhook);
  EXPECT_EQ(webhook->url, "https://a.example/x");
  EXPECT_TRUE(webhook->by_events);
  EXPECT_TRUE(webhook->base64);
  ASSERT_EQ(webhook->headers.size(), 1u);
  EXPECT_EQ(webhook->headers[0].first, "X-Shop");
  EXPECT_EQ(webhook->token_secret, "token secret");
  EXPECT_EQ(webhook->signing_secret, "body secret");
}

TEST(Webhook, IsNoneWhenItIsOffAbsentOrNoWebAddress) {
  for (const char* sections :
       {"", "nonsense", "[]", "{}", R"({"webhook":null})", R"({"webhook":{"enabled":false,"url":"https://a.example"}})",
        R"({"webhook":{"url":"https://a.example"}})", R"({"webhook":{"enabled":"true","url":"https://a.example"}})",
        R"({"webhook":{"enabled":true}})", R"({"webhook":{"enabled":true,"url":"ftp://a.example"}})",
        R"({"webhook":{"enabled":true,"url":"https://"}})"}) {
    EXPECT_FALSE(webhook_of_instance(sections)) << sections;
  }
}

TEST(Webhook, LeavesOutHeadersThatAreNotTheOwners) {
  const WebhookPtr webhook = webhook_of_instance(
      R"({"webhook":{"enabled":true,"url":"https://a.example","headers":{"Host":"b","content-length":"3",
          "X-Wagate-Signature":"forged","bad name":"x","Broken":"a\r\nb","Number":7,"Good":"yes"}}})");

  ASSERT_TRUE(webhook);
  ASSERT_EQ(webhook->headers.size(), 1u);
  EXPECT_EQ(webhook->headers[0].first, "Good");
}

TEST(Webhook, AppendsTheEventToThePathBeforeTheQuery) {
  EXPECT_EQ(with_event("https://a.example", "messages.upsert"), "https://a.example/messages-upsert");
  EXPECT_EQ(with_event("https://a.example/x/?k=1", "group-participants.update"),
            "https://a.example/x/group-participants-update?k=1");
}

TEST(Webhook, KnowsTheHostOfAUrl) {
  EXPECT_EQ(host_of("https://A.Example:8443/x?y"), "a.example:8443");
  EXPECT_EQ(host_of("http://user:word@a.example?b"), "a.example");
  EXPECT_EQ(host_of("http://[::1]:80/"), "[::1]:80");
}

}  // namespace
}  // namespace wagate::transport_webhook
