#include "client_connection.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>

namespace wagate::bench {
namespace {

// The number in `"<name>":"<digits>"`, or 0.
std::uint64_t number_of(std::string_view text, std::string_view name) {
  const void* found = memmem(text.data(), text.size(), name.data(), name.size());
  if (found == nullptr) return 0;
  const char* digits = static_cast<const char*>(found) + name.size();
  std::uint64_t value = 0;
  std::from_chars(digits, text.data() + text.size(), value);
  return value;
}

}  // namespace

ClientConnection::~ClientConnection() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool ClientConnection::open() {
  descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(target_.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (descriptor_ < 0 || ::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) return false;
  const int on = 1;
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  ::fcntl(descriptor_, F_SETFL, O_NONBLOCK);
  const std::string request = "GET /socket.io/?EIO=4&transport=websocket&apikey=" + target_.key +
                              " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  return ::send(descriptor_, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size());
}

bool ClientConnection::read(char* buffer, std::size_t capacity, std::int64_t now_ns) {
  // What was left over goes first, so that a frame is always contiguous.
  std::memcpy(buffer, rest_.data(), rest_.size());
  const ssize_t count = ::recv(descriptor_, buffer + rest_.size(), capacity - rest_.size(), 0);
  if (count == 0) return false;
  if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  const std::string_view bytes(buffer, rest_.size() + static_cast<std::size_t>(count));
  const std::size_t used = take(bytes, now_ns);
  rest_.assign(bytes.substr(used));
  return !broken_ && rest_.size() < capacity;
}

std::size_t ClientConnection::take(std::string_view bytes, std::int64_t now_ns) {
  std::size_t at = 0;
  if (phase_ == Phase::upgrading) {
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) return 0;
    if (!bytes.starts_with("HTTP/1.1 101")) {
      std::fprintf(stderr, "the server refused the upgrade: %.60s\n", std::string(bytes).c_str());
      broken_ = true;
      return 0;
    }
    phase_ = Phase::joining;
    at = end + 4;
  }
  while (!broken_ && bytes.size() - at >= 2) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at + i])); };
    std::uint64_t size = byte(1) & 0x7F;
    std::size_t header = 2;
    if (size == 126) {
      if (bytes.size() - at < 4) break;
      size = byte(2) << 8 | byte(3);
      header = 4;
    } else if (size == 127) {
      if (bytes.size() - at < 10) break;
      size = 0;
      for (std::size_t i = 2; i < 10; ++i) size = size << 8 | byte(i);
      header = 10;
    }
    if (bytes.size() - at - header < size) break;
    const std::uint64_t opcode = byte(0) & 0x0F;
    const std::string_view payload = bytes.substr(at + header, size);
    at += header + size;
    if (opcode == 8) broken_ = true;
    if (opcode == 1 && !on_text(payload, now_ns)) broken_ = true;
  }
  return at;
}

bool ClientConnection::on_text(std::string_view text, std::int64_t now_ns) {
  if (text.starts_with("42")) {
    // Events without a number are none of the load: a session tells about itself.
    const std::uint64_t sequence = number_of(text, "\"seq\":\"");
    if (sequence > 0) observer_.on_event(now_ns - static_cast<std::int64_t>(number_of(text, "\"ts\":\"")), sequence);
    return true;
  }
  if (text == "2") return send_text("3");
  if (text.starts_with("0{")) return send_text("40" + target_.name_space + ",");
  if (text.starts_with("40") && phase_ == Phase::joining) {
    phase_ = Phase::joined;
    observer_.on_joined();
    return true;
  }
  if (text.starts_with("44")) {
    std::fprintf(stderr, "the server refused the namespace: %s\n", std::string(text).c_str());
    return false;
  }
  return true;
}

bool ClientConnection::send_text(std::string_view text) {
  // A client masks; a mask of zeros leaves the bytes as they are. All our packets are short.
  std::string frame = {static_cast<char>(0x81), static_cast<char>(0x80 | text.size()), 0, 0, 0, 0};
  frame += text;
  return ::send(descriptor_, frame.data(), frame.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(frame.size());
}

}  // namespace wagate::bench
