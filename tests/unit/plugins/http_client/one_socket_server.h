#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace wagate::http_client::test {

// A server on loopback that answers each connection's requests with what a function says, and nothing
// when it says nothing.
class OneSocketServer {
 public:
  explicit OneSocketServer(std::function<std::string(const std::string&)> answer) : answer_(std::move(answer)) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    listen(listener_, 16);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~OneSocketServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    for (const int peer : sockets_) shutdown(peer, SHUT_RDWR);
    for (std::thread& peer : peers_) peer.join();
    for (const int peer : sockets_) close(peer);
    close(listener_);
  }
  std::string url(const std::string& path = "/") const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
  int connections() const { return connections_; }

 private:
  void serve() {
    while (true) {
      const int peer = accept(listener_, nullptr, nullptr);
      if (peer < 0) return;
      ++connections_;
      sockets_.push_back(peer);
      peers_.emplace_back([this, peer] { talk(peer); });
    }
  }
  void talk(int peer) {
    std::string in;
    char buffer[4096];
    while (true) {
      const ssize_t got = recv(peer, buffer, sizeof(buffer), 0);
      if (got <= 0) break;
      in.append(buffer, static_cast<std::size_t>(got));
      const std::size_t head = in.find("\r\n\r\n");
      if (head == std::string::npos) continue;
      const std::size_t at = in.find("Content-Length: ");
      const std::size_t body = at < head ? std::stoul(in.substr(at + 16)) : 0;
      if (in.size() < head + 4 + body) continue;
      const std::string out = answer_(in.substr(0, head + 4 + body));
      in.erase(0, head + 4 + body);
      if (out.empty()) continue;
      send(peer, out.data(), out.size(), MSG_NOSIGNAL);
    }
  }

  std::function<std::string(const std::string&)> answer_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> connections_{0};
  std::vector<int> sockets_;  // of the accepting thread, until it has ended
  std::vector<std::thread> peers_;
  std::thread thread_;
};

inline std::string ok(const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

}  // namespace wagate::http_client::test
