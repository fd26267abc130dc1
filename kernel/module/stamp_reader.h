#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernel/core/result.h"
#include "wagate/abi/stamp.h"

namespace wagate {

// Bytes that can be read at any place: a file, or memory.
class ByteSource {
 public:
  virtual std::uint64_t size() const = 0;

  // Copies `size` bytes from `offset`; false when they are not all there.
  virtual bool read(std::uint64_t offset, void* out, std::size_t size) const = 0;

 protected:
  ~ByteSource() = default;
};

class MemoryBytes final : public ByteSource {
 public:
  explicit MemoryBytes(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  bool read(std::uint64_t offset, void* out, std::size_t size) const override;

 private:
  std::span<const std::byte> bytes_;
};

// An open file, borrowed.
class FileBytes final : public ByteSource {
 public:
  FileBytes(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
  std::uint64_t size() const override { return size_; }
  bool read(std::uint64_t offset, void* out, std::size_t size) const override;

 private:
  int descriptor_;
  std::uint64_t size_;
};

// Finds the stamp in a plugin file without running any of it: walks the section headers of a 64-bit
// ELF shared object to the section ".wagate_stamp". Every offset and size in the file is taken for a
// lie until it is checked.
//
// The error's sentence goes behind the file's name: "is not a plugin: it has no stamp ...".
Result<abi::Stamp> read_stamp(const ByteSource& file);

}  // namespace wagate
