#pragma once

#include <cstdint>
#include <string>

#include "socket.h"

struct ssl_ctx_st;

namespace wagate::http_server {

// Certificate and key of the listener; makes TLS sockets from accepted ones. TLS 1.2 and newer,
// ALPN "http/1.1".
class TlsContext {
 public:
  // Throws std::runtime_error with a sentence that names the file and what to do.
  TlsContext(const std::string& certificate, const std::string& private_key);
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;
  ~TlsContext();

  // The handshake happens with the first reads. Takes `fd`; the socket is closed when memory for
  // TLS cannot be had. [any]
  Socket accept(int fd) const;

  // Of the server's own certificate.
  const std::string& file() const { return file_; }
  const std::string& fingerprint() const { return fingerprint_; }  // SHA-256, hexadecimal
  std::string expires() const;                                     // "2027-02-22T14:03:00Z"
  std::int64_t expires_ms() const { return expires_ms_; }          // unix time

 private:
  void describe();

  ssl_ctx_st* context_;
  const std::string file_;
  std::string fingerprint_;
  std::int64_t expires_ms_ = 0;
};

}  // namespace wagate::http_server
