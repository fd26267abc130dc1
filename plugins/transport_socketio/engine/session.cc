#include "engine/session.h"

#include <algorithm>

#include "engine/engine_loop.h"
#include "engine/engine_server.h"
#include "engine/payload.h"
#include "engine/time_units.h"
#include "wagate/base64.h"
#include "wagate/http.h"
#include "wagate/utf8.h"

namespace wagate::transport_socketio {
namespace {

std::string_view reason_of(std::uint32_t close_code) {
  switch (close_code) {
    case abi::kCloseSlowConsumer: return "slow consumer";
    case 1002: case 1003: case 1007: case 1009: return "transport error";
    default: return "transport close";
  }
}

}  // namespace

Session::Session(EngineLoop& loop, const SessionId& id, EngineSocket* socket, bool base64)
    : loop_(loop), id_(id), base64_(base64), socket_(socket), polling_(socket ? nullptr : std::make_unique<Polling>()) {
  heartbeat_at_ = loop_.now() + loop_.settings().ping_interval_ms * kNsPerMs;
  reschedule();
}

Session::~Session() { loop_.wheel().cancel(*this); }

std::uint64_t Session::queued_bytes() const {
  abi::WebSocketPeer* const peer = socket_ ? socket_->peer() : nullptr;
  return (polling_ ? polling_->queue.bytes() : 0) + (peer ? peer->buffered_bytes() : 0);
}

void Session::start(std::unique_ptr<SessionUser> user) {
  user_ = std::move(user);
  if (state_ == State::open) return;
  // The application ended it while it was being made.
  user_->on_closed("forced close");
  loop_.retire(std::move(user_));
}

// --- outgoing

void Session::push(OutgoingPacket packet) {
  if (socket_) {
    if (socket_->peer()) send_packet(*socket_->peer(), packet, base64_);
    return;
  }
  polling_->queue.push(std::move(packet));
  if (has_poll() && !polling_->flush_wanted) {
    polling_->flush_wanted = true;
    loop_.want_flush(*this);
  }
}

void Session::check_queue() {
  if (socket_) return;  // the server looks after its own queue
  PacketQueue& queue = polling_->queue;
  const EngineSettings& settings = loop_.settings();
  if (queue.bytes() <= settings.max_queue_bytes) return;
  if (has_poll()) {
    answer_poll(queue.take_payload());
    return;
  }
  if (settings.overflow == abi::OverflowPolicy::drop_oldest) {
    // A quarter at a time, so that a full queue is not walked for every event.
    const std::size_t dropped = queue.drop_oldest(settings.max_queue_bytes / 4 * 3);
    loop_.server().log().warn("dropped the oldest events of a slow client",
                              {{"client", user_ ? user_->client_id() : 0}, {"events", dropped}});
    if (queue.bytes() <= settings.max_queue_bytes) return;
  }
  close_now("slow consumer");
}

void Session::send(std::string packet) {
  if (state_ != State::open) return;
  OutgoingPacket out;
  out.own = std::move(packet);
  push(std::move(out));
  check_queue();
}

void Session::send_binary(std::string bytes) {
  if (state_ != State::open) return;
  OutgoingPacket out;
  out.own = std::move(bytes);
  out.binary = true;
  push(std::move(out));
  check_queue();
}

void Session::send_event(abi::Frame* const* frames, std::size_t count) {
  if (state_ != State::open) return;
  for (std::size_t i = 0; i < count; ++i) {
    frames[i]->retain();
    OutgoingPacket out;
    out.frame.reset(frames[i]);
    out.binary = frames[i]->is_binary();
    out.droppable = true;
    out.continues = i > 0;
    push(std::move(out));
  }
  check_queue();
}

void Session::send_with_attachments(std::string header, std::vector<std::string> attachments, bool droppable) {
  if (state_ != State::open) return;
  OutgoingPacket head;
  head.own = std::move(header);
  head.droppable = droppable;
  push(std::move(head));
  for (std::string& bytes : attachments) {
    OutgoingPacket out;
    out.own = std::move(bytes);
    out.binary = true;
    out.droppable = droppable;
    out.continues = true;
    push(std::move(out));
  }
  check_queue();
}

void Session::answer(HeldExchange exchange, std::string_view payload) {
  loop_.answer(std::move(exchange), 200, "text/plain; charset=UTF-8", payload);
}

void Session::answer_poll(std::string_view payload) { answer(std::move(polling_->poll), payload); }

// The session has come to its end in the middle of a POST.
void Session::refuse_post() {
  if (has_post()) loop_.answer_error(std::move(polling_->post), EngineError::unknown_sid);
}

void Session::forget_queue() {
  if (polling_) polling_->queue.clear();
}

void Session::flush_poll() {
  if (!polling_) return;  // moved to its WebSocket since
  polling_->flush_wanted = false;
  if (state_ != State::open || !has_poll()) return;
  if (!polling_->queue.empty()) {
    answer_poll(polling_->queue.take_payload());
  } else if (polling_->probed) {
    answer_poll("6");
  }
}

// --- polling

void Session::on_get(HeldExchange exchange) {
  if (state_ == State::lingering) {
    if (!polling_->queue.empty()) return answer(std::move(exchange), polling_->queue.take_payload());
    answer(std::move(exchange), "6\x1e" "1");
    state_ = State::closed;
    loop_.remove(*this);
    return;
  }
  if (socket_) return loop_.answer_error(std::move(exchange), EngineError::bad_request);
  if (has_poll()) {
    loop_.answer(std::move(exchange), 400, {}, {});
    return fail(Outcome::transport_error, "a second poll while one was pending");
  }
  if (!polling_->queue.empty()) return answer(std::move(exchange), polling_->queue.take_payload());
  if (polling_->probed) return answer(std::move(exchange), "6");
  loop_.hold(exchange, *this);
  polling_->poll = std::move(exchange);
}

void Session::on_post(HeldExchange exchange) {
  if (state_ == State::lingering) return loop_.answer_error(std::move(exchange), EngineError::unknown_sid);
  if (socket_) return loop_.answer_error(std::move(exchange), EngineError::bad_request);
  if (has_post()) {
    loop_.answer(std::move(exchange), 400, {}, {});
    return fail(Outcome::transport_error, "a second POST while one was being received");
  }
  if (header(exchange.exchange->request(), "content-type") == "application/octet-stream") {
    loop_.answer(std::move(exchange), 400, {}, {});
    return fail(Outcome::transport_error, "a binary payload");
  }
  if (exchange.is_whole) return take_payload(std::move(exchange));
  loop_.hold(exchange, *this);
  polling_->post = std::move(exchange);
}

void Session::on_post_completed(std::uint64_t ticket) {
  if (!has_post() || polling_->post.ticket != ticket) return;
  HeldExchange post = std::move(polling_->post);
  if (!socket_) return take_payload(std::move(post));
  polling_.reset();  // it was kept for this POST
  loop_.answer_error(std::move(post), EngineError::bad_request);
}

void Session::take_payload(HeldExchange exchange) {
  const abi::HttpRequest& request = exchange.exchange->request();
  const char* rule = "";
  Outcome outcome = Outcome::ok;
  if (!is_utf8(request.body)) {
    outcome = Outcome::parse_error;
    rule = "a payload that is not UTF-8";
  }
  PayloadReader reader(request.body);
  std::string_view packet;
  while (outcome == Outcome::ok && state_ == State::open && reader.next(packet)) outcome = on_packet(packet, rule);

  if (outcome != Outcome::ok) {
    loop_.answer(std::move(exchange), 400, {}, {});
    return fail(outcome, rule);
  }
  loop_.answer(std::move(exchange), 200, "text/html", "ok");
}

void Session::on_aborted(std::uint64_t ticket) {
  if (has_poll() && polling_->poll.ticket == ticket) {
    loop_.let_go(std::move(polling_->poll));
  } else if (has_post() && polling_->post.ticket == ticket) {
    loop_.let_go(std::move(polling_->post));
  } else {
    return;
  }
  close_now("transport close");
}

// --- packets

Session::Outcome Session::on_packet(std::string_view packet, const char*& rule) {
  if (packet.empty()) {
    rule = "an empty packet";
    return Outcome::parse_error;
  }
  switch (packet[0]) {
    case engine_type::kOpen: case engine_type::kUpgrade: case engine_type::kNoop:
      return Outcome::ok;
    case engine_type::kClose:
      close_now("transport close", engine_type::kNoop);
      return Outcome::ok;
    case engine_type::kPing:
      rule = "a ping from the client";
      return Outcome::transport_error;
    case engine_type::kPong:
      awaiting_pong_ = false;
      heartbeat_at_ = loop_.now() + loop_.settings().ping_interval_ms * kNsPerMs;
      reschedule();
      return Outcome::ok;
    case engine_type::kMessage:
      user_->on_message(packet.substr(1), false);
      return Outcome::ok;
    case engine_type::kBinary:
      if (const auto bytes = base64::decode(packet.substr(1))) {
        user_->on_message(*bytes, true);
        return Outcome::ok;
      }
      rule = "a binary packet that is not base64";
      return Outcome::parse_error;
    default:
      rule = "an unknown packet type";
      return Outcome::parse_error;
  }
}

void Session::fail(Outcome outcome, const char* rule) {
  if (state_ != State::open) return;
  const std::string_view reason = outcome == Outcome::parse_error ? "parse error" : "transport error";
  if (loop_.server().violations().take(user_->client_id()))
    loop_.server().log().info("ended a session for breaking the protocol",
                              {{"client", user_->client_id()}, {"rule", rule}, {"transport", socket_ ? "websocket" : "polling"}});
  close_now(reason);
}

// --- WebSocket

void Session::on_upgrade_request(HeldExchange exchange) {
  if (state_ == State::lingering) return loop_.answer_error(std::move(exchange), EngineError::unknown_sid);
  LoopPoster::Pass pass = loop_.server().poster()->enter();
  if (!loop_.settings().allow_upgrades || !pass) return loop_.answer_error(std::move(exchange), EngineError::bad_request);
  const bool taken = socket_ || polling_->probe;
  auto* socket = new EngineSocket(loop_, std::move(pass), taken ? EngineSocket::Role::refused : EngineSocket::Role::upgrade,
                                  0, base64_, taken ? nullptr : this);
  if (!taken) {
    polling_->probe = socket;
    polling_->upgrade_until = loop_.now() + loop_.settings().upgrade_timeout_ms * kNsPerMs;
    reschedule();
  }
  exchange.exchange->accept_websocket(*socket, loop_.socket_options());
  loop_.let_go(std::move(exchange));
}

void Session::on_socket_message(EngineSocket& socket, std::string_view data, bool binary) {
  if (state_ != State::open) return;
  if (polling_ && &socket == polling_->probe) return on_probe_message(data, binary);
  if (binary) return user_->on_message(data, true);
  const char* rule = "";
  const Outcome outcome = on_packet(data, rule);
  if (outcome != Outcome::ok) fail(outcome, rule);
}

void Session::on_probe_message(std::string_view data, bool binary) {
  if (!binary && data == "2probe") {
    polling_->probe->peer()->send_text("3probe");
    polling_->probed = true;
    flush_poll();
    return;
  }
  if (!binary && !data.empty() && data[0] == engine_type::kUpgrade) return finish_upgrade();
  loop_.server().log().debug("ended an upgrade that did not begin with a probe", {{"client", user_->client_id()}});
  drop_probe();
}

void Session::finish_upgrade() {
  if (has_poll()) {
    if (polling_->queue.empty()) {
      answer_poll("1");
    } else {
      answer_poll(polling_->queue.take_payload());
    }
  }
  socket_ = std::exchange(polling_->probe, nullptr);
  polling_->probed = false;
  polling_->upgrade_until = 0;
  polling_->queue.flush_to(*socket_->peer(), base64_);
  if (!has_post()) polling_.reset();
  user_->on_upgraded();
}

void Session::drop_probe() {
  if (!polling_) return;
  polling_->upgrade_until = 0;
  polling_->probed = false;
  if (EngineSocket* socket = std::exchange(polling_->probe, nullptr)) socket->detach();
}

void Session::on_socket_closed(EngineSocket& socket, std::uint32_t code) {
  if (polling_ && &socket == polling_->probe) {
    polling_->probe = nullptr;
    return drop_probe();
  }
  if (&socket != socket_) return;
  socket_ = nullptr;
  if (state_ == State::open) end(reason_of(code));
}

// --- the end

void Session::end(std::string_view reason) {
  state_ = State::closed;
  forget_queue();
  refuse_post();
  if (user_) user_->on_closed(reason);
  loop_.remove(*this);
}

void Session::close_orderly(std::string_view reason, std::uint32_t code, std::string_view close_text) {
  if (state_ != State::open) return;
  drop_probe();
  if (EngineSocket* socket = std::exchange(socket_, nullptr)) {
    socket->detach(code, close_text);
    return end(reason);
  }
  if (has_poll()) {
    std::string payload = polling_->queue.take_payload();
    if (!payload.empty()) payload += kSeparator;
    payload += engine_type::kClose;
    answer_poll(payload);
    return end(reason);
  }
  state_ = State::lingering;
  refuse_post();
  polling_->linger_until = loop_.now() + loop_.settings().close_wait_ms * kNsPerMs;
  reschedule();
  if (user_) {
    user_->on_closed(reason);
    loop_.retire(std::move(user_));
  }
}

void Session::close_now(std::string_view reason, char last_packet, std::uint32_t code) {
  if (state_ == State::closed) return;
  forget_queue();
  drop_probe();
  if (has_poll()) answer_poll(std::string_view(&last_packet, 1));
  if (EngineSocket* socket = std::exchange(socket_, nullptr)) socket->detach(code, code ? reason : std::string_view());
  end(reason);
}

// --- time

void Session::set_deadline(std::int64_t monotonic_ns) {
  user_deadline_ = monotonic_ns;
  reschedule();
}

void Session::reschedule() {
  if (state_ == State::lingering) return loop_.wheel().schedule(*this, polling_->linger_until);
  std::int64_t next = heartbeat_at_;
  if (polling_ && polling_->upgrade_until) next = std::min(next, polling_->upgrade_until);
  if (user_deadline_) next = std::min(next, user_deadline_);
  loop_.wheel().schedule(*this, next);
}

void Session::on_timer(std::int64_t now) {
  if (state_ == State::closed) return;
  if (state_ == State::lingering) {
    if (now < polling_->linger_until) return reschedule();
    state_ = State::closed;
    return loop_.remove(*this);
  }
  if (polling_ && polling_->upgrade_until && now >= polling_->upgrade_until) drop_probe();
  if (user_deadline_ && now >= user_deadline_) {
    user_deadline_ = 0;
    if (user_) user_->on_deadline();
    if (state_ != State::open) return;
  }
  if (now >= heartbeat_at_) {
    if (awaiting_pong_) return close_now("ping timeout");
    awaiting_pong_ = true;
    // Counted from the planned moment: a late tick does not give a client more time, unless the loop
    // was held up so long that the client would pay for it.
    if (now - heartbeat_at_ > 1000 * kNsPerMs) heartbeat_at_ = now;
    heartbeat_at_ += loop_.settings().ping_timeout_ms * kNsPerMs;
    if (socket_ && socket_->peer()) {
      socket_->peer()->send(loop_.ping_frame());
    } else {
      send(std::string(1, engine_type::kPing));
    }
    if (state_ != State::open) return;
  }
  reschedule();
}

}  // namespace wagate::transport_socketio
