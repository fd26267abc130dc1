#include "raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

namespace wagate::http_server::testing {

int ReceivedFrame::close_code() const {
  if (payload.size() < 2) return 0;
  return static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
}

RawClient::RawClient(std::uint16_t port, int receive_buffer) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
  const timeval limit{20, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) close();
}

RawClient::RawClient(RawClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), buffered_(std::move(other.buffered_)) {}

RawClient::~RawClient() { close(); }

bool RawClient::try_send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

void RawClient::send(std::string_view bytes) { (void)try_send(bytes); }

bool RawClient::fill() {
  char piece[65536];
  const ssize_t size = ::recv(fd_, piece, sizeof(piece), 0);
  if (size <= 0) return false;
  buffered_.append(piece, static_cast<std::size_t>(size));
  return true;
}

std::string RawClient::read_until(std::string_view end) {
  std::size_t at;
  while ((at = buffered_.find(end)) == std::string::npos)
    if (!fill()) return {};
  std::string found = buffered_.substr(0, at + end.size());
  buffered_.erase(0, at + end.size());
  return found;
}

std::string RawClient::read_to_end() {
  while (fill()) {
  }
  return std::exchange(buffered_, {});
}

bool RawClient::is_ended() {
  char piece[65536];
  ssize_t size;
  while ((size = ::recv(fd_, piece, sizeof(piece), 0)) > 0) {
  }
  return size == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

Response RawClient::read_response(bool to_head) {
  Response response;
  const std::string head = read_until("\r\n\r\n");
  if (head.size() < 12) return response;
  response.status = std::atoi(head.c_str() + 9);
  std::size_t at = head.find("\r\n") + 2;
  while (at + 2 < head.size()) {
    const std::size_t end = head.find("\r\n", at);
    const std::size_t colon = head.find(": ", at);
    std::string name = head.substr(at, colon - at);
    for (char& c : name) c = static_cast<char>(std::tolower(c));
    std::string& value = response.headers[name];
    if (!value.empty()) value += ", ";
    value += head.substr(colon + 2, end - colon - 2);
    at = end + 2;
  }
  if (to_head || response.status == 204 || response.status < 200) return response;
  if (response.headers["transfer-encoding"] == "chunked") {
    for (;;) {
      const std::string line = read_until("\r\n");
      const std::size_t size = std::strtoul(line.c_str(), nullptr, 16);
      while (buffered_.size() < size + 2)
        if (!fill()) return response;
      response.body += buffered_.substr(0, size);
      buffered_.erase(0, size + 2);
      if (size == 0) return response;
    }
  }
  const std::size_t size = std::strtoul(response.headers["content-length"].c_str(), nullptr, 10);
  while (buffered_.size() < size)
    if (!fill()) break;
  response.body = buffered_.substr(0, size);
  buffered_.erase(0, size);
  return response;
}

bool RawClient::open_websocket(std::string_view target, std::string_view extra_headers) {
  send("GET " + std::string(target) +
       " HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
       "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
       std::string(extra_headers) + "\r\n");
  Response response = read_response(true);
  return response.status == 101 && response.headers["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
}

std::string client_frame(int opcode, std::string_view payload, bool final) {
  std::string frame;
  frame += static_cast<char>((final ? 0x80 : 0) | opcode);
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else if (payload.size() < 65536) {
    frame += static_cast<char>(0xFE);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size());
  } else {
    frame += static_cast<char>(0xFF);
    for (int i = 7; i >= 0; --i) frame += static_cast<char>(payload.size() >> (8 * i));
  }
  const unsigned char key[4] = {0x37, 0xFA, 0x21, 0x3D};
  for (unsigned char byte : key) frame += static_cast<char>(byte);
  for (std::size_t i = 0; i < payload.size(); ++i)
    frame += static_cast<char>(static_cast<unsigned char>(payload[i]) ^ key[i % 4]);
  return frame;
}

void RawClient::send_frame(int opcode, std::string_view payload, bool final) {
  send(client_frame(opcode, payload, final));
}

ReceivedFrame RawClient::read_frame() {
  ReceivedFrame frame;
  const auto need = [this](std::size_t size) {
    while (buffered_.size() < size)
      if (!fill()) return false;
    return true;
  };
  if (!need(2)) return frame;
  const auto byte = [this](std::size_t i) { return static_cast<unsigned char>(buffered_[i]); };
  std::size_t size = byte(1) & 0x7F;
  std::size_t header = 2;
  if (size == 126) {
    if (!need(header = 4)) return frame;
    size = static_cast<std::size_t>(byte(2)) << 8 | byte(3);
  } else if (size == 127) {
    if (!need(header = 10)) return frame;
    size = 0;
    for (std::size_t i = 2; i < 10; ++i) size = size << 8 | byte(i);
  }
  if (!need(header + size)) return frame;
  frame.opcode = byte(0) & 0x0F;
  frame.final = (byte(0) & 0x80) != 0;
  frame.payload = buffered_.substr(header, size);
  buffered_.erase(0, header + size);
  return frame;
}

void RawClient::shut_down_writing() { ::shutdown(fd_, SHUT_WR); }

void RawClient::close() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

void RawClient::reset() {
  const linger at_once{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  close();
}

}  // namespace wagate::http_server::testing
