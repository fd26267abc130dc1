#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "admission.h"
#include "loop.h"
#include "tls_certificates.h"

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

// A warning that is worth a line a minute, however often its reason comes up.
class RareWarning {
 public:
  // How often it came up since the last line, this time included, if it is time for one; else 0.
  std::uint64_t count(std::int64_t now_ms);

 private:
  std::int64_t last_ms_ = INT64_MIN / 2;
  std::uint64_t times_ = 0;
};

// Accepts connections on the first loop and deals them out to all loops in turn, where they stay.
class Listener final : public EventSink {
 public:
  // `tls` null: plain.
  Listener(const std::string& host, std::uint16_t port, std::shared_ptr<TlsCertificates> tls, const Loop::All& loops,
           const Surroundings& surroundings, Admission& admission);

  std::uint16_t port() const { return socket_.port(); }

  // [loop 0]
  void start();
  void stop();
  void on_ready() override;

 private:
  void take(Socket socket, std::string peer, std::uint16_t peer_port);
  void turn_away(int fd, const std::string& peer, Admission::Verdict verdict);
  void pause(int error);

  ListeningSocket socket_;
  const std::shared_ptr<TlsCertificates> tls_;
  const Loop::All& loops_;
  const Surroundings& surroundings_;
  Admission& admission_;
  std::size_t next_loop_ = 0;
  RareWarning no_descriptor_, too_many_, too_many_of_address_;
  bool is_stopped_ = false;
};

// Raises the soft limit of open files to the hard one.
void raise_open_file_limit();

}  // namespace wagate::http_server
