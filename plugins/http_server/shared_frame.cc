#include "shared_frame.h"

#include <cstring>
#include <new>

#include "websocket_frame.h"

namespace wagate::http_server {

SharedFrame* SharedFrame::allocate(std::size_t size, std::size_t header_size, bool binary) {
  void* memory = ::operator new(sizeof(SharedFrame) + size);
  return ::new (memory) SharedFrame(size, header_size, binary);
}

SharedFrame* SharedFrame::message(const abi::StringRef* parts, std::uint64_t count, bool binary) {
  std::size_t payload_size = 0;
  for (std::uint64_t i = 0; i < count; ++i) payload_size += parts[i].size;
  unsigned char header[kMaxServerHeader];
  const std::size_t header_size = encode_frame_header(binary ? Opcode::binary : Opcode::text, payload_size, header);

  SharedFrame* frame = allocate(header_size + payload_size, header_size, binary);
  char* to = frame->writable();
  std::memcpy(to, header, header_size);
  to += header_size;
  for (std::uint64_t i = 0; i < count; ++i) {
    if (parts[i].size == 0) continue;
    std::memcpy(to, parts[i].data, parts[i].size);
    to += parts[i].size;
  }
  return frame;
}

SharedFrame* SharedFrame::raw(std::string_view bytes) {
  SharedFrame* frame = allocate(bytes.size(), 0, true);
  if (!bytes.empty()) std::memcpy(frame->writable(), bytes.data(), bytes.size());
  return frame;
}

void SharedFrame::release() noexcept {
  if (owners_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  this->~SharedFrame();
  ::operator delete(this);
}

}  // namespace wagate::http_server
