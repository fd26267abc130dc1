#include "session/keepalive.h"

#include <utility>

#include "crypto/random.h"

namespace wagate::session_whatsapp {

Keepalive::Keepalive(const Workplace& place, Wire& wire, std::function<std::int64_t()> last_heard_ns,
                     std::function<void()> lost, std::function<bool()> is_reading_paused)
    : place_(place),
      wire_(wire),
      last_heard_ns_(std::move(last_heard_ns)),
      lost_(std::move(lost)),
      is_reading_paused_(std::move(is_reading_paused)),
      alarm_(place) {}

void Keepalive::schedule() {
  alarm_.set(kLeastMs + random_below(static_cast<std::uint32_t>(kMostMs - kLeastMs) + 1), [this] { tick(); });
}

void Keepalive::tick() {
  const std::int64_t silent_ms = (place_.clock.monotonic_ns() - last_heard_ns_()) / 1'000'000;
  if (!is_reading_paused_() && silent_ms >= kSilenceMs) return lost_();
  Node ping("iq", {{"type", "get"}, {"xmlns", "w:p"}});
  ping.add(Node("ping"));
  wire_.request(std::move(ping), [](const Answer&) {});  // that anything came is answer enough
  schedule();
}

}  // namespace wagate::session_whatsapp
