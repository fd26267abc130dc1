#pragma once

#include <memory>
#include <string>

#include "socket/web_socket.h"

namespace wagate::session_whatsapp {

// Connects over the network. A few threads serve all connections; each connection is a strand on them, so its listener
// is never called by two at once.
class BeastConnector final : public WebSocketConnector {
 public:
  // `ca_file` (PEM, may be empty) is trusted besides the authorities of the system. Throws std::runtime_error when it
  // cannot be read.
  BeastConnector(unsigned threads, const std::string& ca_file);
  ~BeastConnector() override;

  std::shared_ptr<WebSocket> connect(const WebSocketTarget& target,
                                     std::shared_ptr<WebSocketListener> listener) override;

  // Ends all connections, tells their listeners, and joins the threads. Connecting later gives a socket that is closed,
  // and its listener is not called.
  void stop();

 private:
  class Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace wagate::session_whatsapp
