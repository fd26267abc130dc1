#include "settings.h"

#include <cmath>

#include "event_switches.h"

namespace wagate::transport_webhook {
namespace {

constexpr std::uint64_t kMegabyte = 1ull << 20;

std::uint64_t count_at(const ConfigReader& config, std::string_view key, std::uint64_t fallback) {
  return static_cast<std::uint64_t>(config.integer(key, static_cast<std::int64_t>(fallback)));
}

std::uint64_t megabytes_at(const ConfigReader& config, std::string_view key, std::uint64_t fallback_bytes) {
  return count_at(config, key, fallback_bytes / kMegabyte) * kMegabyte;
}

std::int64_t milliseconds_at(const ConfigReader& config, std::string_view key, std::int64_t fallback_ms) {
  return std::llround(config.number(key, static_cast<double>(fallback_ms) / 1000) * 1000);
}

RetryRules read_retry(const ConfigReader& config) {
  RetryRules rules;
  rules.max_attempts = config.integer("retry.max_attempts", rules.max_attempts);
  rules.initial_ms = milliseconds_at(config, "retry.initial_delay_seconds", rules.initial_ms);
  rules.max_ms = milliseconds_at(config, "retry.max_delay_seconds", rules.max_ms);
  rules.exponential = config.boolean("retry.exponential", rules.exponential);
  rules.jitter = config.number("retry.jitter_factor", rules.jitter);
  constexpr std::string_view kStatuses = "retry.non_retryable_status_codes";
  if (config.config().has(kStatuses)) {
    rules.final_statuses.clear();
    for (std::uint64_t i = 0; i < config.length(kStatuses); ++i)
      rules.final_statuses.push_back(
          static_cast<std::uint32_t>(config.integer(std::string(kStatuses) + "." + std::to_string(i))));
  }
  return rules;
}

Limits read_limits(const ConfigReader& config) {
  Limits limits;
  limits.max_body_bytes = count_at(config, "max_body_bytes", limits.max_body_bytes);
  limits.max_media_bytes = count_at(config, "max_media_bytes", limits.max_media_bytes);
  limits.max_in_flight = count_at(config, "max_in_flight", limits.max_in_flight);
  limits.max_per_host = count_at(config, "max_per_host", limits.max_per_host);
  limits.max_queue_events = count_at(config, "max_queue_events", limits.max_queue_events);
  limits.max_queue_bytes = megabytes_at(config, "max_queue_mb", limits.max_queue_bytes);
  limits.max_outbox_bytes = megabytes_at(config, "max_outbox_mb", limits.max_outbox_bytes);
  limits.max_lane_rows = count_at(config, "max_callback_events", limits.max_lane_rows);
  limits.max_lane_bytes = megabytes_at(config, "max_callback_mb", limits.max_lane_bytes);
  limits.max_dead_rows = count_at(config, "max_dead_letters", limits.max_dead_rows);
  limits.max_dead_bytes = megabytes_at(config, "max_dead_letter_mb", limits.max_dead_bytes);
  limits.max_dead_ms = config.integer("dead_letter_days", limits.max_dead_ms / 86'400'000) * 86'400'000;
  return limits;
}

WebhookPtr read_global(const ConfigReader& config) {
  if (!config.boolean("global.enabled")) return nullptr;
  Webhook webhook;
  webhook.url = config.text("global.url");
  webhook.by_events = config.boolean("global.by_events");
  webhook.signing_secret = config.text("signing_secret");
  if (!is_web_url(webhook.url)) {
    throw PluginError(abi::StatusCode::invalid_argument,
                      "the global webhook is switched on, but its URL does not begin with http:// or https:// and a "
                      "host; set global.url (WEBHOOK_GLOBAL_URL), or switch it off (WEBHOOK_GLOBAL_ENABLED=false)");
  }
  return std::make_shared<const Webhook>(std::move(webhook));
}

}  // namespace

Settings::Settings(const ConfigReader& config)
    : global(read_global(config)), global_events(event_switches(config)), retry(read_retry(config)),
      timeout_ms(static_cast<std::uint32_t>(config.integer("request_timeout_ms", 30'000))),
      instance_signing_secret(config.boolean("sign_instance_webhooks") ? config.text("signing_secret") : std::string()),
      allow_private(config.boolean("allow_private")), path(config.text("path")), limits(read_limits(config)) {}

}  // namespace wagate::transport_webhook
