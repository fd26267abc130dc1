#include "test_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <thread>

namespace wagate::session_whatsapp::testing {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

// Copies what is there; false at the end.
bool copy(int from, int to) {
  char buffer[4096];
  const ssize_t size = recv(from, buffer, sizeof(buffer), 0);
  return size > 0 && send(to, buffer, static_cast<std::size_t>(size), MSG_NOSIGNAL) == size;
}

}  // namespace

class TestProxy::Server {
 public:
  explicit Server(Manner manner) : manner_(manner), listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = loopback(0);
    bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address));
    listen(listener_, 4);
    socklen_t size = sizeof(address);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~Server() {
    stopping_ = true;
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }

  std::uint16_t port() const { return port_; }
  std::string head() const {
    std::lock_guard lock(mutex_);
    return head_;
  }

 private:
  void run() {
    while (!stopping_) {
      const int client = accept(listener_, nullptr, nullptr);
      if (client < 0) continue;
      serve(client);
      close(client);
    }
  }

  void serve(int client) {
    std::string head;
    char byte = 0;
    while (!head.ends_with("\r\n\r\n") && recv(client, &byte, 1, 0) == 1) head += byte;
    {
      std::lock_guard lock(mutex_);
      head_ = head;
    }
    if (manner_ == Manner::refuses) return answer(client, "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    if (manner_ == Manner::overflows) return answer(client, "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x'));

    const std::size_t colon = head.find(':');
    const int target = socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = loopback(static_cast<std::uint16_t>(std::stoi(head.substr(colon + 1))));
    if (::connect(target, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
      answer(client, "HTTP/1.1 200 Connection established\r\n\r\n");
      pollfd ends[] = {{client, POLLIN, 0}, {target, POLLIN, 0}};
      for (bool open = true; open && poll(ends, 2, -1) > 0;) {
        if (ends[0].revents) open = copy(client, target);
        if (open && ends[1].revents) open = copy(target, client);
      }
    }
    close(target);
  }

  static void answer(int client, const std::string& text) {
    static_cast<void>(send(client, text.data(), text.size(), MSG_NOSIGNAL));
  }

  const Manner manner_;
  const int listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::string head_;  // guarded by mutex_
  std::thread thread_;
};

TestProxy::TestProxy(Manner manner) : server_(std::make_unique<Server>(manner)) {}
TestProxy::~TestProxy() = default;

std::uint16_t TestProxy::port() const { return server_->port(); }
std::string TestProxy::last_head() const { return server_->head(); }

}  // namespace wagate::session_whatsapp::testing
