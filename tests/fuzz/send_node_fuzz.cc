#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kernel/route/client_json.h"

// The arguments of a client's sendNode. What is accepted has to be accepted again as it was written, so that
// nothing is let through that only looked right.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const wagate::abi::BytesRef attachments[2];
  wagate::SendNodeRequest first;
  if (!wagate::parse_send_node({text, attachments, 2}, first).empty()) return 0;

  const std::string written = "[" + first.arguments + "]";
  wagate::SendNodeRequest second;
  if (!wagate::parse_send_node({wagate::abi::StringRef(written), attachments, 2}, second).empty()) std::abort();
  if (second.arguments != first.arguments) std::abort();
  return 0;
}
