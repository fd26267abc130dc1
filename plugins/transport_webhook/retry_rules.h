#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace wagate::transport_webhook {

// When an event is tried again, and when not.
struct RetryRules {
  std::int64_t max_attempts = 10;
  std::int64_t initial_ms = 5'000;
  std::int64_t max_ms = 300'000;
  bool exponential = true;
  double jitter = 0.2;
  std::vector<std::uint32_t> final_statuses = {400, 401, 403, 404, 422};

  bool is_final(std::uint32_t status) const;

  // The wait after the attempt with this number, the first being 1. `chance` from 0 to 1 decides the
  // jitter. `asked_ms` is what the receiver asked for, 0 when it did not.
  std::int64_t wait_ms(std::int64_t attempt, double chance, std::int64_t asked_ms = 0) const;
};

// What a Retry-After header asks for, in milliseconds from `now_ms` (Unix time): seconds or a date as
// in RFC 9110. Nothing when it is neither.
std::optional<std::int64_t> retry_after_ms(std::string_view header, std::int64_t now_ms);

}  // namespace wagate::transport_webhook
