#include "session/backoff.h"

#include <algorithm>

#include "crypto/random.h"

namespace wagate::session_whatsapp {

std::int64_t Backoff::next_delay_ms(bool with_delay) {
  if (with_delay && attempts_ == 0) attempts_ = 1;
  const std::int64_t plain = std::min<std::int64_t>(kStepMs * attempts_, kCapMs);
  if (plain < kCapMs) ++attempts_;
  const std::int64_t spread = plain / 2;
  return plain - spread / 2 + random_below(static_cast<std::uint32_t>(spread) + 1);
}

}  // namespace wagate::session_whatsapp
