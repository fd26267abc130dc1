#pragma once

#include <cstdint>

namespace wagate::session_whatsapp {

// How long to wait before the next attempt to connect: at once after the first loss, then 2, 4, 6 ... seconds up to a
// cap, each spread by a quarter to both sides, so that sessions that were lost together do not come back together. A
// client that reconnects in a tight loop gets its account banned.
class Backoff {
 public:
  static constexpr std::int64_t kStepMs = 2'000;
  static constexpr std::int64_t kCapMs = 120'000;

  // Milliseconds to wait before the attempt that comes now. `with_delay`: not at once even the first time.
  std::int64_t next_delay_ms(bool with_delay);

  // A connection has held: the next loss is a first one again.
  void reset() { attempts_ = 0; }

  std::uint32_t attempts() const { return attempts_; }

 private:
  std::uint32_t attempts_ = 0;
};

}  // namespace wagate::session_whatsapp
