#include "socket.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace wagate::http_server {

namespace {

IoResult from_errno() {
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return {IoStatus::again};
  return {IoStatus::broken};
}

IoResult from_tls(ssl_st* tls, int result) {
  switch (SSL_get_error(tls, result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return {IoStatus::again};
    case SSL_ERROR_ZERO_RETURN:
      return {IoStatus::ended};
    default:
      return {IoStatus::broken};
  }
}

}  // namespace

Socket::Socket(Socket&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      pinned_(std::exchange(other.pinned_, 0)),
      tls_(std::exchange(other.tls_, nullptr)),
      ticket_(std::move(other.ticket_)) {}

Socket& Socket::operator=(Socket&& other) noexcept {
  if (this == &other) return *this;
  close();
  fd_ = std::exchange(other.fd_, -1);
  pinned_ = std::exchange(other.pinned_, 0);
  tls_ = std::exchange(other.tls_, nullptr);
  ticket_ = std::move(other.ticket_);
  return *this;
}

IoResult Socket::read(char* to, std::size_t capacity) {
  if (!tls_) {
    const ssize_t size = ::recv(fd_, to, capacity, 0);
    if (size > 0) return {IoStatus::done, static_cast<std::size_t>(size)};
    if (size == 0) return {IoStatus::ended};
    return from_errno();
  }
  ERR_clear_error();
  std::size_t size = 0;
  const int result = SSL_read_ex(tls_, to, capacity, &size);
  if (result == 1) return {IoStatus::done, size};
  return from_tls(tls_, result);
}

IoResult Socket::write(const iovec* pieces, int count, char* scratch) {
  if (!tls_) {
    ssize_t size;
    if (count == 1) {
      size = ::send(fd_, pieces[0].iov_base, pieces[0].iov_len, MSG_NOSIGNAL | MSG_DONTWAIT);
    } else {
      msghdr message{};
      message.msg_iov = const_cast<iovec*>(pieces);
      message.msg_iovlen = static_cast<std::size_t>(count);
      size = ::sendmsg(fd_, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    if (size >= 0) return {IoStatus::done, static_cast<std::size_t>(size)};
    return from_errno();
  }

  const char* from = static_cast<const char*>(pieces[0].iov_base);
  std::size_t offered = std::min(pieces[0].iov_len, kScratchBytes);
  if (pinned_ > 0 || (count > 1 && offered < kScratchBytes / 4)) {
    offered = 0;
    for (int i = 0; i < count && offered < kScratchBytes; ++i) {
      const std::size_t piece = std::min(pieces[i].iov_len, kScratchBytes - offered);
      std::memcpy(scratch + offered, pieces[i].iov_base, piece);
      offered += piece;
    }
    from = scratch;
  }
  ERR_clear_error();
  std::size_t size = 0;
  const int result = SSL_write_ex(tls_, from, offered, &size);
  if (result == 1) {
    pinned_ = 0;
    return {IoStatus::done, size};
  }
  const IoResult failed = from_tls(tls_, result);
  // During the handshake nothing is encrypted yet, but the same bytes have to come again all the same.
  if (failed.status == IoStatus::again) pinned_ = std::max(pinned_, static_cast<std::uint32_t>(offered));
  return failed;
}

bool Socket::has_buffered_input() const { return tls_ && SSL_has_pending(tls_); }

void Socket::shut_down_writing() {
  if (tls_) {
    ERR_clear_error();
    SSL_shutdown(tls_);
  }
  ::shutdown(fd_, SHUT_WR);
}

void Socket::reset_on_close() {
  const linger at_once{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

void Socket::close() {
  if (tls_) SSL_free(std::exchange(tls_, nullptr));
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  ticket_ = {};
}

}  // namespace wagate::http_server
