#include "retry_rules.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ctime>
#include <string>

namespace wagate::transport_webhook {

bool RetryRules::is_final(std::uint32_t status) const {
  return std::find(final_statuses.begin(), final_statuses.end(), status) != final_statuses.end();
}

std::int64_t RetryRules::wait_ms(std::int64_t attempt, double chance, std::int64_t asked_ms) const {
  std::int64_t wait = initial_ms;
  if (exponential)
    for (std::int64_t i = 1; i < attempt && wait < max_ms; ++i) wait *= 2;
  wait = std::min(wait, max_ms);
  const double factor = 1.0 + jitter * (2.0 * chance - 1.0);
  wait = std::llround(static_cast<double>(wait) * factor);
  wait = std::max(wait, std::min(asked_ms, max_ms));
  return std::max(wait, initial_ms);
}

std::optional<std::int64_t> retry_after_ms(std::string_view header, std::int64_t now_ms) {
  constexpr std::int64_t kMostSeconds = 100'000'000;
  if (header.empty() || header.size() > 64) return std::nullopt;
  std::int64_t seconds = 0;
  const char* const end = header.data() + header.size();
  const auto number = std::from_chars(header.data(), end, seconds);
  if (number.ec == std::errc() && number.ptr == end) {
    if (seconds < 0) return std::nullopt;
    return std::min(seconds, kMostSeconds) * 1000;
  }
  std::tm parts{};
  const std::string text(header);
  const char* const rest = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (!rest || *rest != '\0') return std::nullopt;
  const std::int64_t at_ms = static_cast<std::int64_t>(::timegm(&parts)) * 1000;
  return std::clamp<std::int64_t>(at_ms - now_ms, 0, kMostSeconds * 1000);
}

}  // namespace wagate::transport_webhook
