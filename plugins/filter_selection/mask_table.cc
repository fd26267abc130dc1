#include "mask_table.h"

namespace wagate::filter_selection {

MaskTable::~MaskTable() {
  for (std::atomic<Row*>& chunk : chunks_) delete[] chunk.load(std::memory_order_relaxed);
}

std::uint64_t MaskTable::set(abi::InstanceKey key, Carrier carrier, std::uint64_t mask, bool& kept) {
  const Place place = place_of(key);
  kept = place.chunk < kChunks;
  if (!kept) return 0;
  return chunk_for_writing(place.chunk)[place.row][static_cast<std::size_t>(carrier)].exchange(
      mask, std::memory_order_relaxed);
}

MaskTable::Row* MaskTable::chunk_for_writing(std::size_t chunk) {
  if (Row* rows = chunks_[chunk].load(std::memory_order_acquire)) return rows;
  const std::lock_guard lock(growth_);
  if (Row* rows = chunks_[chunk].load(std::memory_order_relaxed)) return rows;
  Row* rows = new Row[kFirstChunk << chunk]();
  chunks_[chunk].store(rows, std::memory_order_release);
  return rows;
}

}  // namespace wagate::filter_selection
