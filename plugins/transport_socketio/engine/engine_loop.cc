#include "engine/engine_loop.h"

#include <algorithm>

#include "engine/engine_server.h"
#include "engine/time_units.h"
#include "wagate/http.h"
#include "wagate/json_writer.h"

namespace wagate::transport_socketio {
namespace {

constexpr std::int64_t kMeasureEveryMs = 5'000;

std::string_view message_of(EngineError error) {
  switch (error) {
    case EngineError::unknown_transport: return "Transport unknown";
    case EngineError::unknown_sid: return "Session ID unknown";
    case EngineError::bad_method: return "Bad handshake method";
    case EngineError::bad_request: return "Bad request";
    case EngineError::forbidden: return "Forbidden";
    case EngineError::bad_version: return "Unsupported protocol version";
  }
  return "Bad request";
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x + 32 : x) == y; });
}

// A request that wants to leave HTTP, well-formed or not.
bool is_upgrade(const abi::HttpRequest& request) {
  return request.wants_websocket || equals_ignoring_case(header(request, "upgrade"), "websocket");
}

bool has_legal_characters(std::string_view origin) {
  return std::all_of(origin.begin(), origin.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return u == '\t' || (u >= 0x20 && u <= 0x7E) || u >= 0x80;
  });
}

}  // namespace

EngineLoop::EngineLoop(EngineServer& server, std::uint32_t index)
    : server_(server), index_(index), wheel_(server.tick_ms() * kNsPerMs, server.clock().monotonic_ns()) {
  const abi::StringRef ping("2");
  ping_frame_.reset(server.http().make_frame(&ping, 1, false));
}

EngineLoop::~EngineLoop() = default;

const EngineSettings& EngineLoop::settings() const { return server_.settings(); }
abi::HttpServer& EngineLoop::http() const { return server_.http(); }
std::int64_t EngineLoop::now() const { return server_.clock().monotonic_ns(); }

// --- requests

void EngineLoop::on_request(abi::HttpExchange* raw, bool is_whole) {
  HeldExchange exchange;
  exchange.exchange.reset(raw);
  exchange.loop = index_;
  exchange.is_whole = is_whole;
  const abi::HttpRequest& request = raw->request();
  if (stopping_) return answer(std::move(exchange), 503, {}, {});

  const std::string_view transport = query_field(request, "transport");
  const bool websocket = transport == "websocket";
  if (!(websocket && settings().websocket) && !(transport == "polling" && settings().polling))
    return refuse(std::move(exchange), EngineError::unknown_transport, "transport unknown");
  if (!has_legal_characters(header(request, "origin")))
    return refuse(std::move(exchange), EngineError::bad_request, "origin malformed");
  if (request.origin_check == abi::OriginCheck::refused) {
    server_.refusals().note(RefusedStep::handshake, "origin not listed", "Origin not allowed", request.peer.view());
    return answer(std::move(exchange), 403, "application/json", R"({"code":4,"message":"Origin not allowed"})");
  }

  const bool version_ok = query_field(request, "EIO") == "4";
  if (const std::string_view sid = query_field(request, "sid"); !sid.empty()) {
    const auto id = SessionId::parse(sid);
    const std::uint32_t home = id ? id->loop() : server_.loop_count();
    if (home >= server_.loop_count()) return answer_error(std::move(exchange), EngineError::unknown_sid);
    if (home == index_) return on_session_request(std::move(exchange), *id, websocket, version_ok);
    register_at(exchange, home);
    server_.poster()->post(home, [&server = server_, home, held = std::move(exchange), id = *id, websocket, version_ok]() mutable {
      Scope scope(server.loop(home));
      server.loop(home).on_session_request(std::move(held), id, websocket, version_ok);
    });
    return;
  }

  if (request.method != "GET") return refuse(std::move(exchange), EngineError::bad_method, "handshake method");
  if (websocket != is_upgrade(request) || (websocket && !request.wants_websocket))
    return refuse(std::move(exchange), EngineError::bad_request, websocket ? "no WebSocket opening" : "an upgrade with transport=polling");
  begin_handshake(std::move(exchange), websocket);
}

void EngineLoop::on_session_request(HeldExchange exchange, const SessionId& id, bool websocket, bool version_ok) {
  if (stopping_) return answer(std::move(exchange), 503, {}, {});
  // A deadline that has passed counts, whether the tick has seen it or not.
  if (auto found = sessions_.find(id); found != sessions_.end()) found->second->on_timer(now());
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return answer_error(std::move(exchange), EngineError::unknown_sid);
  Session& session = *found->second;
  const abi::HttpRequest& request = exchange.exchange->request();
  if (!version_ok) return answer_error(std::move(exchange), EngineError::bad_request);
  if (websocket) {
    if (!request.wants_websocket || request.method != "GET") return answer_error(std::move(exchange), EngineError::bad_request);
    return session.on_upgrade_request(std::move(exchange));
  }
  if (is_upgrade(request)) return answer_error(std::move(exchange), EngineError::bad_request);
  if (request.method == "GET") return session.on_get(std::move(exchange));
  if (request.method == "POST") return session.on_post(std::move(exchange));
  answer(std::move(exchange), 405, {}, {});
}

void EngineLoop::begin_handshake(HeldExchange exchange, bool websocket) {
  const abi::HttpRequest& request = exchange.exchange->request();
  Waiting waiting;
  waiting.websocket = websocket;
  waiting.version_ok = query_field(request, "EIO") == "4";
  waiting.base64 = query_field(request, "b64") == "1";
  register_at(exchange, index_);
  const std::uint64_t ticket = exchange.ticket;
  waiting.exchange = std::move(exchange);
  handshakes_.emplace(ticket, std::move(waiting));
  server_.application().on_handshake(request, Handshake(server_, index_, ticket));
}

void EngineLoop::finish_handshake(std::uint64_t ticket, bool accepted, std::uint64_t token, const std::string& sentence) {
  Scope scope(*this);
  const auto found = handshakes_.find(ticket);
  if (found == handshakes_.end()) {
    if (accepted) abandon(token, "the client went away during the handshake");
    return;
  }
  Waiting waiting = std::move(found->second);
  handshakes_.erase(found);

  if (!accepted) return answer_error(std::move(waiting.exchange), EngineError::forbidden, sentence);
  // Only now: a client without permission learns nothing else.
  if (!waiting.version_ok) {
    abandon(token, "unsupported protocol version");
    return refuse(std::move(waiting.exchange), EngineError::bad_version, "protocol version");
  }
  if (server_.is_full()) {
    const std::string reason = "max_sessions is reached: " + std::to_string(settings().max_sessions);
    server_.refusals().note(RefusedStep::handshake, reason, "too many sessions",
                            waiting.exchange.exchange->request().peer.view());
    abandon(token, "too many sessions");
    return answer(std::move(waiting.exchange), 503, {}, {});
  }
  if (waiting.websocket) {
    LoopPoster::Pass pass = server_.poster()->enter();
    if (!pass) return abandon(token, "server shutting down");
    auto* socket = new EngineSocket(*this, std::move(pass), EngineSocket::Role::handshake, token, waiting.base64, nullptr);
    waiting.exchange.exchange->accept_websocket(*socket, socket_options());
    return let_go(std::move(waiting.exchange));
  }
  Session& session = create_session(nullptr, token, waiting.base64);
  answer(std::move(waiting.exchange), 200, "text/plain; charset=UTF-8", open_packet(session, false));
}

void EngineLoop::open_websocket_session(EngineSocket& socket, std::uint64_t token, bool base64) {
  if (stopping_) {
    abandon(token, "server shutting down");
    return socket.detach(1001, "server shutting down");
  }
  create_session(&socket, token, base64);
}

Session& EngineLoop::create_session(EngineSocket* socket, std::uint64_t token, bool base64) {
  const SessionId id = SessionId::create(index_);
  auto owned = std::make_unique<Session>(*this, id, socket, base64);
  Session& session = *owned;
  sessions_.emplace(id, std::move(owned));
  server_.session_added();
  if (socket) {
    socket->attach(session);
    session.send(open_packet(session, true));
  }
  session.start(server_.application().on_session(session, token));
  arm_tick();
  return session;
}

std::string EngineLoop::open_packet(const Session& session, bool websocket) const {
  const bool upgradable = !websocket && settings().websocket && settings().allow_upgrades;
  std::string packet = "0";
  JsonWriter json(packet);
  json.begin_object().field("sid", session.id().view()).key("upgrades").begin_array();
  if (upgradable) json.value("websocket");
  json.end_array().field("pingInterval", settings().ping_interval_ms).field("pingTimeout", settings().ping_timeout_ms);
  json.field("maxPayload", settings().max_payload_bytes).end_object();
  return packet;
}

void EngineLoop::abandon(std::uint64_t token, std::string_view reason) { server_.application().on_abandoned(token, reason); }

abi::WebSocketOptions EngineLoop::socket_options() const {
  abi::WebSocketOptions options;
  options.loop = index_;
  options.max_message_bytes = settings().max_payload_bytes;
  options.max_queue_bytes = settings().max_queue_bytes;
  options.overflow = settings().overflow;
  options.max_queue_age_ms = settings().max_queue_age_ms;
  return options;
}

// --- exchanges

void EngineLoop::register_at(HeldExchange& exchange, std::uint32_t home) {
  exchange.ticket = ++last_ticket_ << 8 | index_;
  exchanges_[exchange.exchange.get()] = {exchange.ticket, home};
}

void EngineLoop::hold(HeldExchange& exchange, Session& session) {
  if (exchange.ticket == 0) register_at(exchange, index_);
  held_[exchange.ticket] = &session;
}

void EngineLoop::let_go(HeldExchange exchange) {
  if (exchange.ticket == 0) return;
  held_.erase(exchange.ticket);
  abi::HttpExchange* const address = exchange.exchange.get();
  exchange.exchange.reset();
  const auto forget = [](EngineLoop& loop, abi::HttpExchange* at, std::uint64_t ticket) {
    const auto found = loop.exchanges_.find(at);
    if (found != loop.exchanges_.end() && found->second.ticket == ticket) loop.exchanges_.erase(found);
  };
  if (exchange.loop == index_) return forget(*this, address, exchange.ticket);
  server_.poster()->post(exchange.loop, [&loop = server_.loop(exchange.loop), forget, address, ticket = exchange.ticket] {
    forget(loop, address, ticket);
  });
}

void EngineLoop::on_body(abi::HttpExchange& exchange) {
  const auto found = exchanges_.find(&exchange);
  if (found == exchanges_.end()) return;  // answered already
  const Destination destination = found->second;
  if (destination.home == index_) return exchange_completed(destination.ticket);
  server_.poster()->post(destination.home, [&loop = server_.loop(destination.home), ticket = destination.ticket] {
    Scope scope(loop);
    loop.exchange_completed(ticket);
  });
}

void EngineLoop::exchange_completed(std::uint64_t ticket) {
  if (const auto held = held_.find(ticket); held != held_.end()) held->second->on_post_completed(ticket);
}

void EngineLoop::on_abort(abi::HttpExchange& exchange) {
  const auto found = exchanges_.find(&exchange);
  if (found == exchanges_.end()) return;  // answered already
  const Destination destination = found->second;
  exchanges_.erase(found);
  if (destination.home == index_) return exchange_aborted(destination.ticket);
  server_.poster()->post(destination.home, [&loop = server_.loop(destination.home), ticket = destination.ticket] {
    Scope scope(loop);
    loop.exchange_aborted(ticket);
  });
}

void EngineLoop::exchange_aborted(std::uint64_t ticket) {
  if (const auto handshake = handshakes_.find(ticket); handshake != handshakes_.end()) {
    handshakes_.erase(handshake);  // the application's answer will find nothing
    return;
  }
  if (const auto held = held_.find(ticket); held != held_.end()) held->second->on_aborted(ticket);
}

void EngineLoop::answer(HeldExchange exchange, std::uint32_t status, std::string_view type, std::string_view body) {
  abi::NameValue headers[2];
  std::uint64_t count = 0;
  if (!type.empty()) headers[count++] = {"Content-Type", type};
  if (status == 200) headers[count++] = {"Cache-Control", "no-store"};
  abi::HttpResponse response;
  response.status = status;
  response.headers = headers;
  response.header_count = count;
  response.body = body;
  exchange.exchange->respond(response);
  let_go(std::move(exchange));
}

void EngineLoop::answer_error(HeldExchange exchange, EngineError error, std::string_view sentence) {
  if (sentence.empty()) sentence = message_of(error);
  if (is_upgrade(exchange.exchange->request())) {
    const abi::NameValue headers[] = {{"Content-Type", "text/html"}};
    abi::HttpResponse response;
    response.status = 400;
    response.headers = headers;
    response.header_count = 1;
    response.body = sentence;
    response.close_connection = 1;
    exchange.exchange->respond(response);
    return let_go(std::move(exchange));
  }
  std::string body;
  JsonWriter(body).begin_object().field("code", static_cast<int>(error)).field("message", sentence).end_object();
  answer(std::move(exchange), error == EngineError::forbidden ? 403 : 400, "application/json", body);
}

void EngineLoop::refuse(HeldExchange exchange, EngineError error, std::string_view rule, std::string_view sentence) {
  server_.refusals().note(RefusedStep::handshake, rule, message_of(error), exchange.exchange->request().peer.view());
  answer_error(std::move(exchange), error, sentence);
}

// --- time and the end

void EngineLoop::arm_tick() {
  if (tick_armed_ || sessions_.empty()) return;
  tick_armed_ = server_.poster()->post_after(index_, server_.tick_ms(), [this] { tick(); });
}

void EngineLoop::tick() {
  Scope scope(*this);
  tick_armed_ = false;
  const std::int64_t at = now();
  wheel_.advance(at, [at](DeadlineWheel::Node& node) { static_cast<Session&>(node).on_timer(at); });
  measure_queues(at);
  arm_tick();
}

// Looked at now and then: counting every byte that comes and goes would cost every event.
void EngineLoop::measure_queues(std::int64_t at) {
  abi::Gauge* const gauge = server_.queue_gauge();
  if (!gauge || (at < next_measure_at_ && !sessions_.empty())) return;
  next_measure_at_ = at + kMeasureEveryMs * kNsPerMs;
  std::uint64_t bytes = 0;
  for (const auto& [id, session] : sessions_) bytes += session->queued_bytes();
  gauge->add(static_cast<double>(bytes) - static_cast<double>(measured_bytes_));
  measured_bytes_ = bytes;
}

void EngineLoop::remove(Session& session) {
  const auto found = sessions_.find(session.id());
  if (found == sessions_.end()) return;
  removed_.push_back(std::move(found->second));
  sessions_.erase(found);
  server_.session_removed();
}

void EngineLoop::settle() {
  while (!flushes_.empty()) {
    std::vector<Session*> flushes;
    flushes.swap(flushes_);
    for (Session* session : flushes) session->flush_poll();
  }
  // Destroying may end other things; what they add is taken next time round.
  while (!removed_.empty() || !retired_users_.empty()) {
    std::vector<std::unique_ptr<Session>> removed;
    std::vector<std::unique_ptr<SessionUser>> users;
    removed.swap(removed_);
    users.swap(retired_users_);
  }
}

void EngineLoop::stop() {
  Scope scope(*this);
  stopping_ = true;
  std::vector<HeldExchange> waiting;
  for (auto& [ticket, handshake] : handshakes_) waiting.push_back(std::move(handshake.exchange));
  handshakes_.clear();
  for (HeldExchange& exchange : waiting) answer(std::move(exchange), 503, {}, {});

  std::vector<Session*> sessions;
  for (auto& [id, session] : sessions_) sessions.push_back(session.get());
  for (Session* session : sessions) session->close_now("server shutting down", '1', 1001);
}

}  // namespace wagate::transport_socketio
