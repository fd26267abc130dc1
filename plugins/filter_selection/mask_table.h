#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include "wagate/abi/basic.h"

namespace wagate::filter_selection {

// Which carrier of an instance's own audiences a choice of events is for.
enum class Carrier : std::uint32_t { websocket = 0, webhook = 1 };

// The chosen events of every instance, one 64-bit mask per carrier.
//
// The table is read for every event and audience, on whatever thread runs the instance, and written
// when somebody changes a setting. A hash map with a lock would put all instances behind one cache
// line. Instance keys are dense and never reused, so the key is an index: rows live in chunks that
// double in size, a chunk is published once with release and never moves, and a read is a shift, a
// load of the chunk and a load of the mask.
//
// Memory is 16 bytes for every instance the process has ever had, rounded up to the next chunk.
// Every member may be called from any thread.
class MaskTable {
  static constexpr std::uint64_t kFirstChunk = 256;  // rows; chunk c has kFirstChunk << c
  static constexpr std::size_t kChunks = 20;

 public:
  // Keys at or above this one have no row: nothing passes for them. At one new instance per second
  // the process gets there in eight years.
  static constexpr abi::InstanceKey kMaxKey = kFirstChunk * ((std::uint64_t{1} << kChunks) - 1);

  MaskTable() = default;
  MaskTable(const MaskTable&) = delete;
  MaskTable& operator=(const MaskTable&) = delete;
  ~MaskTable();

  // The mask last set, 0 when none was.
  [[nodiscard]] std::uint64_t mask(abi::InstanceKey key, Carrier carrier) const {
    const Place place = place_of(key);
    if (place.chunk >= kChunks) return 0;
    const Row* rows = chunks_[place.chunk].load(std::memory_order_acquire);
    if (!rows) return 0;
    return rows[place.row][static_cast<std::size_t>(carrier)].load(std::memory_order_relaxed);
  }

  // Sets a mask and returns the one before. False in `kept` means that the key has no row.
  std::uint64_t set(abi::InstanceKey key, Carrier carrier, std::uint64_t mask, bool& kept);

 private:
  using Row = std::array<std::atomic<std::uint64_t>, 2>;

  struct Place {
    std::size_t chunk;
    std::uint64_t row;
  };

  static Place place_of(abi::InstanceKey key) {
    const std::uint64_t group = key / kFirstChunk + 1;
    const auto chunk = static_cast<std::size_t>(63 - __builtin_clzll(group));
    return {chunk, key - kFirstChunk * ((std::uint64_t{1} << chunk) - 1)};
  }

  Row* chunk_for_writing(std::size_t chunk);

  std::array<std::atomic<Row*>, kChunks> chunks_{};
  std::mutex growth_;  // held while a chunk is made, so that two writers do not make it twice
};

}  // namespace wagate::filter_selection
