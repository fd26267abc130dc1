#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "node/codec.h"
#include "noise/client_handshake.h"
#include "noise/frames.h"
#include "socket/web_socket.h"
#include "wagate/abi/host.h"

namespace wagate::session_whatsapp {

// What a connection needs to know before it begins.
struct LinkPlan {
  WebSocketTarget target;
  PublicKey root;       // of the server's certificates
  KeyPair noise;        // of this device
  std::string payload;  // ClientPayload: who connects
  std::string routing_info;
};

// Why a link is over. Words are for logs: they name the kind of failure, never what was sent.
struct LinkEnd {
  SocketEnd socket = SocketEnd::lost;
  std::string_view word;      // of the failure that ended it
  bool is_untrusted = false;  // the server is not who it should be
};

// Told what happens on a link: on an I/O thread, one call at a time. Must not block.
class LinkListener {
 public:
  virtual void on_ready() = 0;  // the server is who it should be, and stanzas may be sent
  virtual void on_stanza(Node stanza, std::size_t size) = 0;  // `size`: of its frame, in bytes
  virtual void on_unreadable(NodeError error) = 0;  // a stanza that is none was left out
  virtual void on_end(const LinkEnd& end) = 0;      // the last call

 protected:
  ~LinkListener() = default;
};

// One connection to WhatsApp, from the first byte on: WebSocket, handshake, frames, stanzas. The bytes of all of it are
// worked on here, on the connection's I/O thread; what they mean is the listener's business.
//
// send(), close() and the rest may be called from any thread.
class Link final : public WebSocketListener, public std::enable_shared_from_this<Link> {
 public:
  // Begins to connect. The listener is kept until the end.
  static std::shared_ptr<Link> open(WebSocketConnector& connector, LinkPlan plan, abi::Clock& clock,
                                    std::shared_ptr<LinkListener> listener);

  // Made by open().
  Link(LinkPlan plan, abi::Clock& clock, std::shared_ptr<LinkListener> listener);

  // Queues a stanza. False when the link is not ready, or over.
  bool send(const Node& stanza);

  void close();

  // Nothing more is read from the socket until resume().
  void pause();
  void resume();

  // When something came from the server last, as abi::Clock::monotonic_ns() counts.
  std::int64_t last_heard_ns() const { return last_heard_ns_; }

 private:
  void on_open() override;
  void on_bytes(std::string_view bytes) override;
  void on_end(SocketEnd end) override;

  // Both return false when the link cannot go on.
  bool take_server_hello(std::string_view frame);
  bool take_frame(std::string_view frame);
  bool fail(std::string_view word, bool is_untrusted = false);

  LinkPlan plan_;
  abi::Clock& clock_;
  std::atomic<std::int64_t> last_heard_ns_;

  // Touched on the I/O thread only.
  std::shared_ptr<LinkListener> listener_;
  ClientHandshake handshake_;
  FrameReader frames_;
  std::optional<TransportCipher> receiving_;
  std::string_view failure_;
  bool is_untrusted_ = false;

  std::mutex mutex_;
  std::shared_ptr<WebSocket> socket_;       // guarded by mutex_; null at the end
  std::optional<TransportCipher> sending_;  // guarded by mutex_: frames leave in the order they are sealed
};

}  // namespace wagate::session_whatsapp
