#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/application.h"
#include "engine/deadline_wheel.h"
#include "engine/engine_socket.h"
#include "engine/held_exchange.h"
#include "engine/packet_queue.h"
#include "engine/session_id.h"
#include "wagate/abi/http.h"

namespace wagate::transport_socketio {

class EngineLoop;

// One Engine.IO session: a client, by polling or over a WebSocket, and the way from one to the other.
//
//   polling ──upgrade socket──► probing ──"5"──► websocket
//      └────────────── close ──────┴───────────────┴──► closed
//
// A polling session that is closed orderly is "lingering" until the client has fetched what was
// queued. Packets leave in the order they were sent, whatever the transport does meanwhile.
//
// Everything happens on the loop the session lives on, inside an EngineLoop::Scope; polls are
// answered when the scope ends, so that everything sent during one event goes out in one answer. A
// session is destroyed at the end of a scope, never under a caller.
class Session final : public DeadlineWheel::Node {
 public:
  Session(EngineLoop& loop, const SessionId& id, EngineSocket* socket, bool base64);
  ~Session();

  const SessionId& id() const { return id_; }
  EngineLoop& loop() const { return loop_; }

  // The WebSocket that takes shared frames as they are, or null while packets have to be queued or
  // rewritten for this client.
  abi::WebSocketPeer* direct_peer() const { return socket_ && !base64_ ? socket_->peer() : nullptr; }

  // What waits for this client, here and in its socket.
  std::uint64_t queued_bytes() const;

  void start(std::unique_ptr<SessionUser> user);

  // A text packet with its type character; a binary message. Ignored once closed.
  void send(std::string packet);
  void send_binary(std::string bytes);

  // One event: a header and its attachments, adjacent; with drop_oldest they are dropped together.
  void send_event(abi::Frame* const* frames, std::size_t count);
  // A packet with attachments of this client only.
  void send_with_attachments(std::string header, std::vector<std::string> attachments, bool droppable);

  // Everything queued still goes out; then a close frame with `code` (0: none), or the close packet
  // at the client's next poll. The user hears `reason` now.
  void close_orderly(std::string_view reason, std::uint32_t code = 0, std::string_view close_text = {});

  // What is queued is forgotten; a pending poll is answered with `last_packet`.
  void close_now(std::string_view reason, char last_packet = '1', std::uint32_t code = 0);

  // SessionUser::on_deadline() at that moment; 0: never.
  void set_deadline(std::int64_t monotonic_ns);

  // For the loop and the sockets.
  void on_get(HeldExchange exchange);
  void on_post(HeldExchange exchange);
  void on_post_completed(std::uint64_t ticket);
  void on_upgrade_request(HeldExchange exchange);
  void on_aborted(std::uint64_t ticket);
  void on_socket_message(EngineSocket& socket, std::string_view data, bool binary);
  void on_socket_closed(EngineSocket& socket, std::uint32_t code);
  void on_timer(std::int64_t now);
  void flush_poll();

 private:
  enum class State : std::uint8_t { open, lingering, closed };
  enum class Outcome : std::uint8_t { ok, parse_error, transport_error };

  // What only a client that polls needs: gone once it has moved to a WebSocket, so that an idle client is small.
  struct Polling {
    EngineSocket* probe = nullptr;  // the WebSocket of an upgrade that is not complete
    HeldExchange poll;              // the pending GET
    HeldExchange post;              // the POST that is being received
    PacketQueue queue;
    std::int64_t upgrade_until = 0;
    std::int64_t linger_until = 0;
    bool probed = false;            // "3probe" was sent: polls are answered at once
    bool flush_wanted = false;      // in the loop's list for the end of the scope
  };

  bool has_poll() const { return polling_ && polling_->poll; }
  bool has_post() const { return polling_ && polling_->post; }

  // `rule` says what an outcome other than ok broke.
  Outcome on_packet(std::string_view packet, const char*& rule);
  void take_payload(HeldExchange exchange);
  void on_probe_message(std::string_view data, bool binary);
  void finish_upgrade();
  void drop_probe();
  void fail(Outcome outcome, const char* rule);
  void push(OutgoingPacket packet);
  void check_queue();
  void answer(HeldExchange exchange, std::string_view payload);
  void answer_poll(std::string_view payload);
  void refuse_post();
  void forget_queue();
  void end(std::string_view reason);
  void reschedule();

  EngineLoop& loop_;
  const SessionId id_;
  std::unique_ptr<SessionUser> user_;
  State state_ = State::open;
  const bool base64_;            // the client takes no binary frames
  bool awaiting_pong_ = false;
  EngineSocket* socket_;              // the transport; null while polling
  std::unique_ptr<Polling> polling_;  // while polling, and until a POST that was under way then is answered
  std::int64_t heartbeat_at_ = 0;     // the next ping, or the end of waiting for a pong
  std::int64_t user_deadline_ = 0;
};

}  // namespace wagate::transport_socketio
