#include "kernel/route/transports.h"

namespace wagate {

bool Transports::add(std::string unit, abi::Transport& transport, UnitGuard& guard) {
  std::size_t place = 0;
  {
    std::lock_guard lock(mutex_);
    while (place < kMaxTransports && used_[place]) ++place;
    if (place == kMaxTransports) return false;
    used_[place] = true;
  }
  list_.add(std::move(unit), TransportRef{&transport, &guard, place});
  return true;
}

void Transports::remove(std::string_view unit) {
  std::optional<std::size_t> place;
  for (const auto& entry : list_.visit()) {
    if (entry->unit == unit) place = entry->value.place;
  }
  list_.remove(unit);
  if (!place) return;
  std::lock_guard lock(mutex_);
  used_[*place] = false;
}

std::optional<std::size_t> Transports::place_of(const abi::Transport& transport) {
  for (const auto& entry : list_.visit()) {
    if (entry->value.transport == &transport && entry->active()) return entry->value.place;
  }
  return std::nullopt;
}

}  // namespace wagate
