#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <utility>

#include "admission.h"

struct ssl_st;

namespace wagate::http_server {

enum class IoStatus : std::uint8_t {
  done,    // `size` bytes moved
  again,   // not now; wait until the socket is ready
  ended,   // the peer sent its last byte
  broken,  // connection reset, TLS failure
};

struct IoResult {
  IoStatus status;
  std::size_t size = 0;
};

// A connected, non-blocking socket, plain or TLS, with one owner.
class Socket {
 public:
  static constexpr std::size_t kScratchBytes = 16384;  // one TLS record

  Socket() = default;
  explicit Socket(int fd, ssl_st* tls = nullptr) : fd_(fd), tls_(tls) {}  // takes both
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&& other) noexcept;
  ~Socket() { close(); }

  // Its place among the open connections, kept until it is closed.
  void hold(Admission::Ticket ticket) { ticket_ = std::move(ticket); }

  int fd() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  bool is_secure() const { return tls_ != nullptr; }

  IoResult read(char* to, std::size_t capacity);

  // Sends the first bytes of the pieces in one system call. Over TLS they are gathered in
  // `scratch` (kScratchBytes) first, because a record per small frame would cost more than the
  // frame. After `again` the same bytes must come first in the next call.
  IoResult write(const iovec* pieces, int count, char* scratch);

  // Bytes that TLS holds decrypted: epoll does not know of them.
  bool has_buffered_input() const;

  // The bytes of the last write that are encrypted but not sent; they cannot be taken back.
  std::size_t pinned() const { return pinned_; }

  // Says "no more from me"; what is under way still arrives.
  void shut_down_writing();

  // Makes close() a reset, so that the system forgets what a stalled peer never took.
  void reset_on_close();

  void close();

 private:
  int fd_ = -1;
  std::uint32_t pinned_ = 0;
  ssl_st* tls_ = nullptr;
  Admission::Ticket ticket_;
};

}  // namespace wagate::http_server
