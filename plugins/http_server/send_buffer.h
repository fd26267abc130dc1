#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "socket.h"

namespace wagate::http_server {

// Bytes on their way to a socket, in order. Holds no memory while it is empty.
class SendBuffer {
 public:
  void add(std::string bytes, std::int64_t now_ms);

  // Sends until it is empty (`done`) or the socket takes no more. `scratch` as in Socket::write().
  IoStatus flush(Socket& socket, char* scratch, std::int64_t now_ms);

  std::string take();  // what is unsent

  std::size_t size() const { return bytes_.size() - sent_; }
  bool empty() const { return size() == 0; }

  // The last time that the socket took something, or that there was something to take at all.
  std::int64_t progress_ms() const { return progress_ms_; }

 private:
  std::string bytes_;
  std::size_t sent_ = 0;  // of bytes_
  std::int64_t progress_ms_ = 0;
};

}  // namespace wagate::http_server
