#include "websocket_connection.h"

#include <sys/epoll.h>

#include <utility>

#include "loop.h"

namespace wagate::http_server {

namespace {

constexpr int kMaxPieces = 64;

// Room for pongs beyond the queue's limit: a client with a full queue still gets them.
constexpr std::uint64_t kControlRoom = 4096;

}  // namespace

void WebSocketConnection::open(const std::shared_ptr<Loop>& here, WebSocketOpening opening) {
  Loop* const target = here->find_loop(opening.options.loop);
  if (!target || target == here.get()) return open_on(*here, opening);
  auto moving = std::make_shared<WebSocketOpening>(std::move(opening));
  const bool accepted = target->submit([target, moving] { open_on(*target, *moving); });
  if (accepted) return;
  moving->listener->on_open_failed();
}

void WebSocketConnection::open_on(Loop& loop, WebSocketOpening& opening) {
  if (loop.is_stopping()) {
    opening.socket.close();
    opening.listener->on_open_failed();
    return;
  }
  auto owned = std::unique_ptr<WebSocketConnection>(new WebSocketConnection(loop, opening));
  WebSocketConnection* const connection = owned.get();
  loop.add(std::move(owned), EPOLLIN);
  connection->start(std::move(opening.input), opening.first_bytes);
}

WebSocketConnection::WebSocketConnection(Loop& loop, WebSocketOpening& opening)
    : Connection(loop, std::move(opening.socket)),
      listener_(opening.listener),
      outbox_(loop.outboxes()),
      decoder_(opening.options.max_message_bytes),
      max_queue_bytes_(opening.options.max_queue_bytes),
      max_queue_age_ms_(opening.options.max_queue_age_ms),
      drops_oldest_(opening.options.overflow == abi::OverflowPolicy::drop_oldest) {}

void WebSocketConnection::start(std::string input, std::string_view first_bytes) {
  queue_control(first_bytes);
  listener_->on_open(*this);
  if (!input.empty()) feed(input.data(), input.size());
}

std::uint32_t WebSocketConnection::loop() noexcept { return my_loop().index(); }

void WebSocketConnection::on_events(std::uint32_t events) {
  if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
    char* const buffer = my_loop().receive_buffer();
    do {
      const IoResult result = socket_.read(buffer, Loop::kReceiveBytes);
      if (result.status == IoStatus::again) break;
      if (result.status != IoStatus::done) return broken();
      if (state_ != State::farewell) feed(buffer, result.size);
    } while (!is_buried() && socket_.has_buffered_input());
  }
  if ((events & EPOLLOUT) && !is_buried()) mark_dirty();
}

void WebSocketConnection::feed(char* data, std::size_t size) {
  const std::uint16_t violation = decoder_.feed(data, size, *this);
  if (violation != 0) violate(violation);
}

bool WebSocketConnection::on_data(std::string_view message, bool binary) {
  if (state_ == State::open) listener_->on_message(*this, message, binary);
  return state_ != State::farewell && !is_buried();
}

bool WebSocketConnection::on_control(Opcode opcode, std::string_view payload) {
  if (opcode == Opcode::pong) return true;
  if (opcode == Opcode::ping) {
    if (state_ == State::open && outbox_.bytes() + payload.size() < max_queue_bytes_ + kControlRoom) {
      queue_control(control_frame(Opcode::pong, payload));
    }
    return true;
  }
  const ClosePayload close = parse_close_payload(payload);
  if (close.error != 0) {
    violate(close.error);
    return false;
  }
  if (state_ == State::open) {
    queue_control(close_frame(close.code == kCloseNoCode ? 0 : close.code, {}));
    end(close.code, close.reason);
  } else {
    end(close_code_ == 0 ? close.code : close_code_, close.reason);
  }
  say_farewell();
  return false;
}

void WebSocketConnection::violate(std::uint16_t code) {
  my_loop().surroundings().log.debug("websocket closed for a protocol violation", {{"code", code}});
  if (state_ == State::open) queue_control(close_frame(code, {}));
  end(code, {});
  say_farewell();
}

bool WebSocketConnection::send(abi::Frame& frame) noexcept {
  if (state_ != State::open || is_buried()) return false;
  auto& shared = static_cast<SharedFrame&>(frame);
  shared.retain();
  FrameShare* share = my_loop().outboxes().share(&shared, my_loop().now_ms());
  if (enqueue(&share, 1)) return true;
  my_loop().outboxes().release(share);
  return false;
}

bool WebSocketConnection::send_message(abi::StringRef bytes, bool binary) {
  if (state_ != State::open || is_buried()) return false;
  FrameShare* share = my_loop().outboxes().share(SharedFrame::message(&bytes, 1, binary), my_loop().now_ms());
  if (enqueue(&share, 1)) return true;
  my_loop().outboxes().release(share);
  return false;
}

bool WebSocketConnection::send_text(abi::StringRef text) noexcept { return send_message(text, false); }

bool WebSocketConnection::send_binary(abi::BytesRef bytes) noexcept {
  return send_message({reinterpret_cast<const char*>(bytes.data), bytes.size}, true);
}

bool WebSocketConnection::enqueue(FrameShare* const* shares, std::uint64_t count) {
  if (state_ != State::open || is_buried()) return false;
  std::uint64_t size = 0;
  for (std::uint64_t i = 0; i < count; ++i) size += shares[i]->size;
  if (outbox_.bytes() + size > max_queue_bytes_ && !outbox_.is_empty() && !make_room(size)) return false;
  for (std::uint64_t i = 0; i < count; ++i) outbox_.push(shares[i], i > 0);
  if (!blocked_) mark_dirty();
  return true;
}

// The queue is over its limit. A client that reads gets a chance first: its socket may take what a
// burst of one turn has piled up.
bool WebSocketConnection::make_room(std::uint64_t size) {
  if (!blocked_) {
    flush();
    if (state_ != State::open || is_buried()) return false;
    if (outbox_.is_empty() || outbox_.bytes() + size <= max_queue_bytes_) return true;
  }
  if (!drops_oldest_) {
    cut_slow_consumer();
    return false;
  }
  std::uint64_t dropped = 0;
  while (!outbox_.is_empty() && outbox_.bytes() + size > max_queue_bytes_) {
    if (!outbox_.drop_oldest(socket_.pinned())) break;
    ++dropped;
  }
  Counters::add(my_loop().surroundings().counters.dropped_messages, dropped);
  return true;
}

void WebSocketConnection::cut_slow_consumer() {
  const std::uint64_t queued = outbox_.bytes();
  const Surroundings& surroundings = my_loop().surroundings();
  surroundings.log.info("slow consumer disconnected", {{"queued_bytes", queued}, {"limit_bytes", max_queue_bytes_}});
  Counters::add(surroundings.counters.slow_consumers, 1);
  const std::string reason = "slow consumer: " + std::to_string(queued) + " bytes queued";
  // The frame under way has to end before the client can understand anything else.
  outbox_.keep_started(socket_.pinned());
  queue_control(close_frame(abi::kCloseSlowConsumer, reason));
  end(abi::kCloseSlowConsumer, reason);
  say_farewell();
}

void WebSocketConnection::queue_control(std::string_view frame) {
  outbox_.push(my_loop().outboxes().share(SharedFrame::raw(frame), my_loop().now_ms()), false);
  mark_dirty();
}

void WebSocketConnection::close(std::uint32_t code, abi::StringRef reason) noexcept {
  if (state_ != State::open || is_buried()) return;
  queue_control(close_frame(code, reason));
  close_code_ = static_cast<std::uint16_t>(code);
  state_ = State::closing;
  deadline_ms_ = my_loop().now_ms() + kFarewellMs;
  watch();
}

void WebSocketConnection::flush() {
  while (!outbox_.is_empty()) {
    iovec pieces[kMaxPieces];
    const int count = outbox_.gather(pieces, kMaxPieces);
    std::size_t offered = 0;
    for (int i = 0; i < count; ++i) offered += pieces[i].iov_len;
    const IoResult result = socket_.write(pieces, count, socket_.is_secure() ? my_loop().scratch() : nullptr);
    if (result.status == IoStatus::again) {
      blocked_ = true;
      break;
    }
    if (result.status != IoStatus::done) return broken();
    my_loop().count_sent(outbox_.consume(result.size), result.size);
    blocked_ = result.size < offered && !socket_.is_secure();
    if (blocked_) break;
  }
  if (outbox_.is_empty()) blocked_ = false;
  if (blocked_) {
    set_interest(EPOLLIN | EPOLLOUT);
    watch();
    return;
  }
  set_interest(EPOLLIN);
  if (state_ == State::open) return unwatch();
  if (state_ == State::farewell && !shut_down_) {
    shut_down_ = true;
    socket_.shut_down_writing();
  }
}

void WebSocketConnection::on_check(std::int64_t now_ms) {
  if (state_ != State::open) {
    if (now_ms < deadline_ms_) return;
    end(code_without_answer(), {});
    if (blocked_) socket_.reset_on_close();
    return bury();
  }
  if (max_queue_age_ms_ == 0 || outbox_.is_empty()) return;
  if (now_ms - outbox_.oldest_ms() <= max_queue_age_ms_) return;
  if (!drops_oldest_) return cut_slow_consumer();
  const std::uint32_t dropped = outbox_.drop_older_than(now_ms - max_queue_age_ms_, socket_.pinned());
  Counters::add(my_loop().surroundings().counters.dropped_messages, dropped);
}

void WebSocketConnection::on_stop() { close(kCloseGoingAway, "the gateway stops"); }

// Remembers the outcome; the listener is told at the end of the turn.
void WebSocketConnection::end(std::uint32_t code, std::string_view reason) {
  if (ending_ || !listener_) return;
  ending_ = std::make_unique<Ending>(Ending{code, std::string(reason)});
  my_loop().report_end(*this);
}

void WebSocketConnection::say_farewell() {
  state_ = State::farewell;
  deadline_ms_ = my_loop().now_ms() + kFarewellMs;
  watch();
  mark_dirty();
}

void WebSocketConnection::broken() {
  end(code_without_answer(), {});
  bury();
}

// The code when the peer never answered with a close frame.
std::uint32_t WebSocketConnection::code_without_answer() const {
  return state_ == State::closing && close_code_ != 0 ? close_code_ : kCloseBroken;
}

void WebSocketConnection::on_ended() {
  const std::unique_ptr<Ending> ending = std::move(ending_);
  if (!ending || !listener_) return;
  std::exchange(listener_, nullptr)->on_close(*this, ending->code, ending->reason);
}

void WebSocketConnection::on_buried() {
  if (!listener_) return;
  if (!ending_) ending_ = std::make_unique<Ending>(Ending{code_without_answer(), {}});
  on_ended();
}

}  // namespace wagate::http_server
