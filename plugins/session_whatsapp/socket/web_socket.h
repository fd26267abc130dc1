#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "socket/url.h"

namespace wagate::session_whatsapp {

// Why a WebSocket is over.
enum class SocketEnd {
  closed_here,
  closed_by_peer,
  not_resolved,  // the host has no address
  not_tunnelled,  // the proxy does not lead there
  not_reached,   // nobody takes the connection
  bad_tls,       // no TLS, or a certificate nobody trusts
  not_upgraded,  // the answer is not a WebSocket's
  lost,          // the network broke
  stalled,       // the other side took too little of what it was sent
  protocol,      // what came is not what a server of this kind sends
};

// The kind as a word, for logs.
[[nodiscard]] std::string_view to_word(SocketEnd end);

// Told what happens to one WebSocket: on an I/O thread, one call at a time. Must not block: other connections live on
// the same thread.
class WebSocketListener {
 public:
  virtual void on_open() = 0;

  // A piece of what came; messages are not kept together. Borrowed for the call.
  virtual void on_bytes(std::string_view bytes) = 0;

  // The last call.
  virtual void on_end(SocketEnd end) = 0;

 protected:
  ~WebSocketListener() = default;
};

// An outgoing WebSocket. Every member may be called from any thread; after the end they do nothing.
class WebSocket {
 public:
  virtual ~WebSocket() = default;

  // Queues one binary message. When more than kMaxQueued bytes wait, the connection ends as stalled.
  virtual void send(std::string message) = 0;

  // Stops reading, or goes on: what is not read waits on the other side. on_bytes() may come once more after pause().
  virtual void pause_reading() = 0;
  virtual void resume_reading() = 0;

  // Ends at once, without what is still queued. The listener is told.
  virtual void close() = 0;

  static constexpr std::size_t kMaxQueued = 33'554'432;
};

// An HTTP proxy that tunnels with CONNECT (RFC 9110).
struct HttpProxy {
  std::string host;
  std::uint16_t port = 0;
  std::string credentials;  // "user:password"; empty: none
};

struct WebSocketTarget {
  WebSocketUrl url;
  std::optional<HttpProxy> proxy;
  std::string origin;      // header; empty: none
  std::string user_agent;  // header; empty: none
};

// Makes WebSockets. Its timers are nobody's: whoever connects sets a deadline of his own and closes.
class WebSocketConnector {
 public:
  virtual ~WebSocketConnector() = default;

  // Begins to connect and returns at once. The connection keeps its listener until the end; the caller closes it, or
  // drops it after the end. Never calls the listener from within.
  virtual std::shared_ptr<WebSocket> connect(const WebSocketTarget& target,
                                             std::shared_ptr<WebSocketListener> listener) = 0;
};

}  // namespace wagate::session_whatsapp
