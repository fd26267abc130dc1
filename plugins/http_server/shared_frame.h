#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wagate/abi/http.h"

namespace wagate::http_server {

// A message, WebSocket header and payload in one piece, in one allocation: the bytes follow the
// object. One contiguous buffer goes out measurably faster than a header and a body in two.
class SharedFrame final : public abi::Frame {
 public:
  // A text or binary message made of the parts. One owner.
  static SharedFrame* message(const abi::StringRef* parts, std::uint64_t count, bool binary);

  // Bytes that go out as they are: control frames, the answer to the opening handshake.
  static SharedFrame* raw(std::string_view bytes);

  void retain() noexcept override { owners_.fetch_add(1, std::memory_order_relaxed); }
  void release() noexcept override;
  abi::StringRef payload() noexcept override { return {bytes() + header_size_, size_ - header_size_}; }
  bool is_binary() noexcept override { return binary_; }

  const char* bytes() const { return reinterpret_cast<const char*>(this + 1); }
  std::size_t size() const { return size_; }
  bool is_message() const { return header_size_ > 0; }

 private:
  SharedFrame(std::size_t size, std::size_t header_size, bool binary)
      : size_(size), header_size_(static_cast<std::uint8_t>(header_size)), binary_(binary) {}
  ~SharedFrame() = default;

  static SharedFrame* allocate(std::size_t size, std::size_t header_size, bool binary);
  char* writable() { return reinterpret_cast<char*>(this + 1); }

  std::atomic<std::uint32_t> owners_{1};
  std::size_t size_;
  std::uint8_t header_size_;
  bool binary_;
};

}  // namespace wagate::http_server
