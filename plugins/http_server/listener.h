#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "loop.h"
#include "tls_context.h"

namespace wagate::http_server {

// A TCP socket that listens. Closed with the object.
class ListeningSocket {
 public:
  // Throws std::runtime_error with a sentence about the address, what is wrong and what to do.
  ListeningSocket(const std::string& host, std::uint16_t port);
  ListeningSocket(const ListeningSocket&) = delete;
  ListeningSocket& operator=(const ListeningSocket&) = delete;
  ~ListeningSocket() { close(); }

  int fd() const { return fd_; }
  std::uint16_t port() const;  // the real one when 0 was asked for
  void close();

 private:
  int fd_ = -1;
};

// Accepts connections on the first loop and deals them out to all loops in turn, where they stay.
class Listener final : public EventSink {
 public:
  Listener(const std::string& host, std::uint16_t port, std::unique_ptr<TlsContext> tls, const Loop::All& loops,
           const Surroundings& surroundings, std::atomic<std::uint32_t>& open_connections);

  std::uint16_t port() const { return socket_.port(); }

  // [loop 0]
  void start();
  void stop();
  void on_ready() override;

 private:
  void take(int fd, std::string peer, std::uint16_t peer_port);
  void turn_away(int fd, const std::string& peer);
  void pause(int error);

  ListeningSocket socket_;
  std::unique_ptr<TlsContext> tls_;  // null: plain
  const Loop::All& loops_;
  const Surroundings& surroundings_;
  std::atomic<std::uint32_t>& open_connections_;
  std::size_t next_loop_ = 0;
  std::int64_t last_warning_ms_ = -60000;
  bool is_stopped_ = false;
};

// Raises the soft limit of open files to the hard one.
void raise_open_file_limit();

}  // namespace wagate::http_server
