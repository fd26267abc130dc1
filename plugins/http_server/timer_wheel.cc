#include "timer_wheel.h"

#include <algorithm>
#include <bit>

namespace wagate::http_server {

void TimerWheel::add(std::int64_t now_ms, std::int64_t delay_ms, abi::Task* task) {
  const std::int64_t due_ms = now_ms + std::clamp<std::int64_t>(delay_ms, 0, std::int64_t{1} << 50);
  const std::int64_t due_tick = std::max((due_ms + kTickMs - 1) / kTickMs, tick_ + 1);
  const std::size_t slot = slot_of(due_tick);
  slots_[slot].push_back({due_tick, task});
  occupied_[slot / 64] |= std::uint64_t{1} << (slot % 64);
  ++size_;
}

void TimerWheel::run_due(std::int64_t now_ms) {
  const std::int64_t now_tick = now_ms / kTickMs;
  if (now_tick <= tick_) return;
  // After a long pause each slot needs one look only.
  const std::int64_t first = std::max(tick_ + 1, now_tick - static_cast<std::int64_t>(kSlots) + 1);
  tick_ = now_tick;
  if (size_ == 0) return;
  std::vector<Entry> due;
  for (std::int64_t tick = first; tick <= now_tick; ++tick) {
    const std::size_t index = slot_of(tick);
    auto& slot = slots_[index];
    const auto is_later = [now_tick](const Entry& entry) { return entry.due_tick > now_tick; };
    if (slot.empty() || std::all_of(slot.begin(), slot.end(), is_later)) continue;
    const auto split = std::stable_partition(slot.begin(), slot.end(), is_later);
    due.insert(due.end(), split, slot.end());
    slot.erase(split, slot.end());
    if (!slot.empty()) continue;
    std::vector<Entry>().swap(slot);
    occupied_[index / 64] &= ~(std::uint64_t{1} << (index % 64));
  }
  std::stable_sort(due.begin(), due.end(), [](const Entry& a, const Entry& b) { return a.due_tick < b.due_tick; });
  size_ -= due.size();
  for (const Entry& entry : due) {
    entry.task->run();
    entry.task->release();
  }
}

std::size_t TimerWheel::distance_to_occupied(std::size_t slot) const {
  for (std::size_t ahead = 0; ahead < kSlots;) {
    const std::size_t at = (slot + ahead) % kSlots;
    const std::uint64_t rest = occupied_[at / 64] >> (at % 64);
    if (rest != 0) return ahead + static_cast<std::size_t>(std::countr_zero(rest));
    ahead += 64 - at % 64;
  }
  return kSlots;
}

std::int64_t TimerWheel::next_ms(std::int64_t now_ms) const {
  if (size_ == 0) return -1;
  const auto ahead = static_cast<std::int64_t>(distance_to_occupied(slot_of(tick_ + 1)));
  return std::max<std::int64_t>(0, (tick_ + 1 + ahead) * kTickMs - now_ms);
}

void TimerWheel::release_all() {
  for (auto& slot : slots_) {
    for (const Entry& entry : slot) entry.task->release();
    slot.clear();
  }
  occupied_.fill(0);
  size_ = 0;
}

}  // namespace wagate::http_server
