#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/guard/unit_guard.h"
#include "kernel/guard/unit_list.h"
#include "kernel/route/audiences.h"
#include "wagate/abi/transport.h"

namespace wagate {

struct TransportRef {
  abi::Transport* transport = nullptr;
  UnitGuard* guard = nullptr;
  std::size_t place = 0;  // in the member counts of audiences
};

// The units that offer wagate.transport/1. A unit is added after its creation and before its start,
// and removed after its stop. Every member may be called from any thread.
class Transports {
 public:
  using List = UnitList<TransportRef>;

  // False when kMaxTransports are in use.
  bool add(std::string unit, abi::Transport& transport, UnitGuard& guard);
  void remove(std::string_view unit);  // waits for running calls

  // Its place, or nothing when the interface belongs to no unit that was added.
  std::optional<std::size_t> place_of(const abi::Transport& transport);

  List::Visit visit() { return list_.visit(); }

 private:
  std::mutex mutex_;
  std::array<bool, kMaxTransports> used_{};  // guarded by mutex_
  List list_;
};

}  // namespace wagate
