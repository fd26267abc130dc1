#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/application.h"
#include "engine/deadline_wheel.h"
#include "engine/engine_settings.h"
#include "engine/held_exchange.h"
#include "engine/session.h"
#include "engine/session_id.h"
#include "wagate/abi/host.h"
#include "wagate/abi/http.h"
#include "wagate/log.h"
#include "wagate/loop_poster.h"

namespace wagate::transport_socketio {

class EngineServer;

// Errors of the handshake and of requests that fit no session.
enum class EngineError { unknown_transport = 0, unknown_sid = 1, bad_method = 2, bad_request = 3, forbidden = 4, bad_version = 5 };

// The sessions of one I/O loop, and the requests that reach them. Nothing in it is locked: everything
// runs on that loop's thread.
class EngineLoop {
 public:
  // Surrounds everything that comes from outside: a request, a callback, a posted task. When the
  // outermost one ends, polls are answered and closed sessions destroyed.
  class Scope {
   public:
    explicit Scope(EngineLoop& loop) : loop_(loop) { ++loop_.depth_; }
    ~Scope() {
      if (loop_.depth_ == 1) loop_.settle();
      --loop_.depth_;
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    EngineLoop& loop_;
  };

  EngineLoop(EngineServer& server, std::uint32_t index);
  ~EngineLoop();

  std::uint32_t index() const { return index_; }
  EngineServer& server() const { return server_; }
  const EngineSettings& settings() const;
  abi::HttpServer& http() const;
  std::int64_t now() const;

  // A request, whole or not: whatever needs no body is answered at once.
  void on_request(abi::HttpExchange* exchange, bool is_whole);
  void on_body(abi::HttpExchange& exchange);
  void on_abort(abi::HttpExchange& exchange);

  // The application's word about a handshake; see Handshake.
  void finish_handshake(std::uint64_t ticket, bool accepted, std::uint64_t token, const std::string& sentence);

  // Ends every session, answers what waits, and refuses from now on.
  void stop();

  // For sessions and sockets.
  void open_websocket_session(EngineSocket& socket, std::uint64_t token, bool base64);
  void abandon(std::uint64_t token, std::string_view reason);
  void want_flush(Session& session) { flushes_.push_back(&session); }
  void remove(Session& session);                    // destroyed when the scope ends
  void retire(std::unique_ptr<SessionUser> user) { if (user) retired_users_.push_back(std::move(user)); }
  DeadlineWheel& wheel() { return wheel_; }
  abi::Frame& ping_frame() { return *ping_frame_; }
  abi::WebSocketOptions socket_options() const;
  void hold(HeldExchange& exchange, Session& session);  // until it is answered the session hears what becomes of it
  void answer(HeldExchange exchange, std::uint32_t status, std::string_view type, std::string_view body);
  void answer_error(HeldExchange exchange, EngineError error, std::string_view sentence = {});
  void let_go(HeldExchange exchange);               // answered by other means

 private:
  struct Waiting {
    HeldExchange exchange;
    bool websocket = false;
    bool version_ok = false;
    bool base64 = false;
  };
  // Where it has to be reported what becomes of an exchange of this loop's connections.
  struct Destination {
    std::uint64_t ticket;
    std::uint32_t home;
  };

  void begin_handshake(HeldExchange exchange, bool websocket);
  void on_session_request(HeldExchange exchange, const SessionId& id, bool websocket, bool version_ok);
  void exchange_aborted(std::uint64_t ticket);
  void exchange_completed(std::uint64_t ticket);
  Session& create_session(EngineSocket* socket, std::uint64_t token, bool base64);
  std::string open_packet(const Session& session, bool websocket) const;
  void refuse(HeldExchange exchange, EngineError error, std::string_view rule, std::string_view sentence = {});
  void register_at(HeldExchange& exchange, std::uint32_t home);
  void arm_tick();
  void tick();
  void measure_queues(std::int64_t at);
  void settle();

  EngineServer& server_;
  const std::uint32_t index_;
  unsigned depth_ = 0;
  bool stopping_ = false;
  bool tick_armed_ = false;
  DeadlineWheel wheel_;
  Owned<abi::Frame> ping_frame_;
  std::uint64_t last_ticket_ = 0;
  std::int64_t next_measure_at_ = 0;
  std::uint64_t measured_bytes_ = 0;  // what the gauge holds of this loop
  std::unordered_map<SessionId, std::unique_ptr<Session>, SessionIdHash> sessions_;
  std::unordered_map<abi::HttpExchange*, Destination> exchanges_;  // of this loop's connections
  std::unordered_map<std::uint64_t, Waiting> handshakes_;          // by ticket
  std::unordered_map<std::uint64_t, Session*> held_;               // GETs and POSTs that this loop's sessions hold, by ticket
  std::vector<Session*> flushes_;
  std::vector<std::unique_ptr<Session>> removed_;
  std::vector<std::unique_ptr<SessionUser>> retired_users_;
};

}  // namespace wagate::transport_socketio
