// Frames as they come decrypted from the network: whatever is read must come back the same after being written.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "node/codec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wagate::session_whatsapp;
  NodeLimits limits;
  limits.inflated_bytes = 1u << 20;
  limits.values = 10'000;
  NodeError error = NodeError::none;
  const auto node = decode_frame({reinterpret_cast<const char*>(data), size}, error, limits);
  if (node.has_value() != (error == NodeError::none)) std::abort();
  if (!node) return 0;

  // Attributes without value are not written, so the first writing may lose some; the second may not.
  limits.inflated_bytes = 64u << 20;
  const auto once = decode_frame(encode_frame(*node), error, limits);
  if (!once) std::abort();
  const auto twice = decode_frame(encode_frame(*once), error, limits);
  if (!twice || !(*once == *twice)) std::abort();
  return 0;
}
