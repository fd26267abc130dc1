#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>

#include "wagate/abi/host.h"

namespace wagate {

// Says how many lines of a log one source, and all sources together, may fill in a second, so that
// nobody outside can fill a disk by knocking.
//
//   if (const auto left_out = budget.take(std::hash<std::string_view>{}(peer))) log(..., *left_out);
//
// Two sources that share a slot take it from each other, which lets lines through, never fewer.
// Every member may be called from any thread.
class LineBudget {
 public:
  // `in_all` 0: no limit but that of each source.
  LineBudget(abi::Clock& clock, std::uint32_t per_source, std::uint32_t in_all)
      : clock_(clock), per_source_(per_source), in_all_(in_all) {}

  // Nothing when the budget of this second is used up. Otherwise how many lines, of whatever source, were
  // left out since the last one that was let through.
  std::optional<std::uint64_t> take(std::size_t source) {
    constexpr std::int64_t kNsPerSecond = 1'000'000'000;
    const std::int64_t second = clock_.monotonic_ns() / kNsPerSecond;
    std::lock_guard lock(mutex_);
    if (second != second_) {
      second_ = second;
      lines_ = 0;
    }
    Slot& slot = slots_[source % kSlots];
    if (slot.source != source || slot.second != second) slot = {source, second, 0};
    if (slot.lines >= per_source_ || (in_all_ != 0 && lines_ >= in_all_)) {
      ++left_out_;
      return std::nullopt;
    }
    ++slot.lines;
    ++lines_;
    const std::uint64_t left_out = left_out_;
    left_out_ = 0;
    return left_out;
  }

 private:
  static constexpr std::size_t kSlots = 256;
  struct Slot {
    std::size_t source = 0;
    std::int64_t second = -1;
    std::uint32_t lines = 0;
  };

  abi::Clock& clock_;
  const std::uint32_t per_source_;
  const std::uint32_t in_all_;

  std::mutex mutex_;
  std::array<Slot, kSlots> slots_{};  // guarded by mutex_
  std::int64_t second_ = -1;          // guarded by mutex_
  std::uint32_t lines_ = 0;           // guarded by mutex_; in this second
  std::uint64_t left_out_ = 0;        // guarded by mutex_
};

}  // namespace wagate
