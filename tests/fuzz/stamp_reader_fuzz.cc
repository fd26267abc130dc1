#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>

#include "kernel/module/stamp_reader.h"

// Any bytes: either a stamp whose texts end, or a sentence.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const wagate::MemoryBytes bytes(std::as_bytes(std::span(data, size)));
  const auto stamp = wagate::read_stamp(bytes);
  if (stamp) {
    if (strnlen(stamp->id, sizeof(stamp->id)) == sizeof(stamp->id)) std::abort();
    if (strnlen(stamp->version, sizeof(stamp->version)) == sizeof(stamp->version)) std::abort();
  } else if (stamp.error().sentence().empty()) {
    std::abort();
  }
  return 0;
}
