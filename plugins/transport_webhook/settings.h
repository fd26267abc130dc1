#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "retry_rules.h"
#include "wagate/plugin.h"
#include "webhook.h"

namespace wagate::transport_webhook {

struct Limits {
  std::uint64_t max_body_bytes = 8'388'608;
  std::uint64_t max_media_bytes = 16'777'216;
  std::size_t max_in_flight = 200;
  std::size_t max_per_host = 8;
  std::uint64_t max_queue_events = 10'000;
  std::uint64_t max_queue_bytes = 64ull << 20;
  std::uint64_t max_outbox_bytes = 1024ull << 20;
  std::uint64_t max_lane_rows = 100'000;
  std::uint64_t max_lane_bytes = 256ull << 20;
  std::uint64_t max_dead_rows = 10'000;
  std::uint64_t max_dead_bytes = 256ull << 20;
  std::int64_t max_dead_ms = 7LL * 86'400'000;
};

// The unit's configuration, read and checked. Immutable: a changed one is another object.
struct Settings {
  Settings() = default;
  // Throws PluginError for a global webhook without a URL.
  explicit Settings(const ConfigReader& config);

  WebhookPtr global;  // null: off
  std::uint64_t global_events = 0;
  RetryRules retry;
  std::uint32_t timeout_ms = 30'000;
  std::string instance_signing_secret;  // of webhooks without a secret of their own
  bool allow_private = false;
  std::string path;
  Limits limits;
};

using SettingsPtr = std::shared_ptr<const Settings>;

}  // namespace wagate::transport_webhook
