#include "settings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>

#include "wagate/events/catalog.h"
#include "wagate/testing/fake_config.h"

namespace wagate::transport_webhook {
namespace {

Settings read(const std::string& json) {
  wagate::testing::FakeConfig config(json);
  return Settings(ConfigReader(config));
}

std::uint64_t bit(std::string_view config_name) { return std::uint64_t{1} << catalog_index_of_config(config_name); }

TEST(WebhookSettings, AreThoseOfEvolutionWithoutAConfiguration) {
  const Settings settings = read("{}");

  EXPECT_FALSE(settings.global);
  EXPECT_EQ(settings.retry.max_attempts, 10);
  EXPECT_EQ(settings.retry.initial_ms, 5'000);
  EXPECT_EQ(settings.retry.max_ms, 300'000);
  EXPECT_EQ(settings.retry.final_statuses, (std::vector<std::uint32_t>{400, 401, 403, 404, 422}));
  EXPECT_EQ(settings.timeout_ms, 30'000u);
  EXPECT_FALSE(settings.allow_private);
}

TEST(WebhookSettings, ReadWhatIsConfigured) {
  const Settings settings = read(
      R"({"global":{"enabled":true,"url":"https://a.example","by_events":true},"signing_secret":"s",
          "retry":{"initial_delay_seconds":0.05,"non_retryable_status_codes":[418]},"max_outbox_mb":2})");

  ASSERT_TRUE(settings.global);
  EXPECT_EQ(settings.global->url, "https://a.example");
  EXPECT_TRUE(settings.global->by_events);
  EXPECT_EQ(settings.global->signing_secret, "s");
  EXPECT_EQ(settings.instance_signing_secret, "");
  EXPECT_EQ(settings.retry.initial_ms, 50);
  EXPECT_EQ(settings.retry.final_statuses, (std::vector<std::uint32_t>{418}));
  EXPECT_EQ(settings.limits.max_outbox_bytes, 2u << 20);
}

TEST(WebhookSettings, TakeBothSpellingsOfGroupUpdates) {
  EXPECT_EQ(read(R"({"events":{"groups_update":true,"group_update":false}})").global_events, bit("GROUP_UPDATE"));
  EXPECT_EQ(read(R"({"events":{"group_update":true}})").global_events, bit("GROUP_UPDATE"));
  EXPECT_EQ(read(R"({"events":{"messages_upsert":true,"call":true}})").global_events, bit("MESSAGES_UPSERT") | bit("CALL"));
}

TEST(WebhookSettings, HaveASwitchForEveryEventOfTheCatalogue) {
  std::ifstream file(WAGATE_WEBHOOK_SCHEMA);
  const auto switches = nlohmann::json::parse(file).at("properties").at("events").at("properties");

  for (const CatalogEntry& entry : kCatalog) {
    std::string key = entry.config;
    std::transform(key.begin(), key.end(), key.begin(), [](unsigned char c) { return std::tolower(c); });
    ASSERT_TRUE(switches.contains(key)) << key;
    EXPECT_EQ(switches.at(key).at("env"), std::string("WEBHOOK_EVENTS_") + entry.config);
    EXPECT_EQ(read("{\"events\":{\"" + key + "\":true}}").global_events, bit(entry.config)) << key;
  }
  EXPECT_EQ(switches.size(), kCatalogSize + 1);  // groups.update has two
}

TEST(WebhookSettings, RefuseAGlobalWebhookWithoutAnAddress) {
  try {
    read(R"({"global":{"enabled":true,"url":"a.example"}})");
    FAIL() << "was taken";
  } catch (const PluginError& refusal) {
    EXPECT_NE(std::string(refusal.what()).find("WEBHOOK_GLOBAL_URL"), std::string::npos);
    EXPECT_EQ(std::string(refusal.what()).find("a.example"), std::string::npos);
  }
}

TEST(WebhookSettings, SignInstancesWithTheCommonSecretOnlyWhenTold) {
  EXPECT_EQ(read(R"({"signing_secret":"s","sign_instance_webhooks":true})").instance_signing_secret, "s");
}

}  // namespace
}  // namespace wagate::transport_webhook
