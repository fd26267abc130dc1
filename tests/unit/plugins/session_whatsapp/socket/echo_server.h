#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace wagate::session_whatsapp::testing {

// A WebSocket server on a free port of the loopback, in a thread of its own, for one connection at a time. It echoes
// binary messages; the message "close" makes it close, "text" makes it send a text message, "cut" makes it vanish.
class EchoServer {
 public:
  enum class Kind { plain, tls, not_a_websocket };

  explicit EchoServer(Kind kind);
  ~EchoServer();

  std::uint16_t port() const;
  // PEM of the certificate of a TLS server, made for "localhost".
  std::string certificate() const;
  // The Origin and Host headers of the last client.
  std::string last_origin() const;
  std::string last_host() const;

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace wagate::session_whatsapp::testing
