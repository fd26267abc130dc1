#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "wagate/abi/event.h"

namespace wagate {

// An event copied into one block of memory, driven by its field table: the struct, then everything
// its fields refer to. The publisher's code is not needed to make, read or free it. Immutable and
// shared.
class EventBox {
 public:
  EventBox() = default;

  // Copies the facts of an event of `type`. A struct that is shorter than the type's is filled up
  // with zeros; a longer one is cut to what the type knows.
  static EventBox copy(const abi::EventType& type, const void* facts, std::uint64_t facts_size);

  const void* facts() const { return block_.get(); }
  std::size_t bytes() const { return bytes_; }
  const std::shared_ptr<const std::uint64_t[]>& block() const { return block_; }

 private:
  std::shared_ptr<const std::uint64_t[]> block_;  // words: everything in the struct is aligned to 8
  std::size_t bytes_ = 0;
};

}  // namespace wagate
