#include "http_connection.h"

#include <sys/epoll.h>

#include <algorithm>
#include <utility>

#include "loop.h"
#include "request_routing.h"
#include "response_writer.h"
#include "websocket_connection.h"

namespace wagate::http_server {

namespace {

// Requests a client sends ahead of the answer (pipelining) are kept up to here; beyond it we stop
// reading until the answer is out.
constexpr std::size_t kMaxAhead = 65536;

}  // namespace

std::uint32_t HttpConnection::first_interest() { return EPOLLIN | EPOLLRDHUP; }

HttpConnection::HttpConnection(std::shared_ptr<Loop> loop, Socket socket, std::string peer, std::uint16_t peer_port)
    : Connection(*loop, std::move(socket)),
      loop_owner_(std::move(loop)),
      peer_(std::move(peer)),
      peer_port_(peer_port) {
  deadline_ms_ = my_loop().now_ms() + my_loop().surroundings().limits.head_timeout_ms;
  watch();
}

HttpConnection::~HttpConnection() {
  let_go_of_body();
  if (exchange_) exchange_->drop();
}

void HttpConnection::on_events(std::uint32_t events) {
  if (events & EPOLLIN) {
    read_available();
  } else if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) {
    // Reading is paused, or the end came without a byte before it.
    return peer_is_gone();
  }
  if ((events & EPOLLOUT) && !is_buried()) mark_dirty();
}

void HttpConnection::read_available() {
  char* const buffer = my_loop().receive_buffer();
  do {
    const IoResult result = socket_.read(buffer, Loop::kReceiveBytes);
    if (result.status == IoStatus::again) return;
    if (result.status == IoStatus::ended) return peer_ended();
    if (result.status != IoStatus::done) return peer_is_gone();
    if (stage_ != Stage::farewell) receive({buffer, result.size});
  } while (!is_buried() && socket_.has_buffered_input());
}

void HttpConnection::receive(std::string_view data) {
  if (input_.empty()) {
    const std::size_t used = process(data);
    if (!is_buried() && stage_ != Stage::farewell) input_.assign(data.substr(used));
  } else {
    input_.append(data);
    process_kept_input();
  }
  if (acceptance_) return upgrade();
  if (!is_buried()) update_interest();
}

void HttpConnection::process_kept_input() {
  const std::size_t used = process(input_);
  input_.erase(0, used);
  if (input_.empty()) std::string().swap(input_);
}

// Looks at requests until input or patience ends; returns how much input is done with.
std::size_t HttpConnection::process(std::string_view data) {
  processing_ = true;
  std::size_t used = 0;
  while (!is_buried()) {
    if (stage_ == Stage::answering) {
      if (!is_answered_) break;
      drop_exchange();
      if (close_after_) {
        say_farewell();
        break;
      }
      stage_ = Stage::head;
      is_answered_ = false;
      deadline_ms_ = my_loop().now_ms() + my_loop().surroundings().limits.keep_alive_timeout_ms;
      scanner_.reset();
    }
    if (stage_ == Stage::farewell || used == data.size()) break;

    const std::string_view rest = data.substr(used);
    if (stage_ == Stage::head) {
      if (scanner_.size() == 0) {
        deadline_ms_ = my_loop().now_ms() + my_loop().surroundings().limits.head_timeout_ms;
      }
      const auto found = scanner_.scan(rest, my_loop().surroundings().limits.max_head_bytes);
      if (found == HeadScanner::Found::incomplete) break;
      if (found == HeadScanner::Found::malformed)
        refuse(400, "Malformed request", "line without CR");
      else if (found == HeadScanner::Found::too_large)
        refuse(431, "Request head too large", "head over the limit");
      else if (begin_request(rest.substr(0, scanner_.size())))
        used += scanner_.size();
      continue;
    }
    note_progress();
    used += body_->feed(rest, exchange_->body);
    if (!hold_body()) {
      refuse(503, "Too many request bodies at once", "bodies over the limit of all requests", "Retry-After: 1\r\n");
      continue;
    }
    switch (body_->state()) {
      case BodyReader::State::reading:
        break;
      case BodyReader::State::complete:
        end_body();
        break;
      case BodyReader::State::malformed:
        refuse(400, "Malformed request body", "malformed chunk");
        break;
      case BodyReader::State::too_large:
        refuse(413, "Payload too large", "body over the limit of the mount");
        break;
    }
  }
  processing_ = false;
  return used;
}

// Returns false when the request was refused; the connection is at its end then.
bool HttpConnection::begin_request(std::string_view head) {
  const Surroundings& surroundings = my_loop().surroundings();
  exchange_ = new Exchange(loop_owner_, *this);
  exchange_->peer = peer_;
  exchange_->peer_port = peer_port_;
  exchange_->secure = socket_.is_secure();
  RequestHead& parsed = exchange_->head;
  if (const auto status = parsed.parse(head, surroundings.limits.max_headers); status != 0) {
    refuse(status, status == 431 ? "Too many header fields" : "Malformed request", parsed.problem);
    return false;
  }
  Counters::add(surroundings.counters.requests, 1);
  if (!route()) return stage_ != Stage::farewell;

  const std::uint64_t limit = exchange_->mount->max_body_bytes;
  body_ = parsed.chunked ? BodyReader::chunked(limit) : BodyReader::with_length(parsed.content_length, limit);
  if (body_->state() == BodyReader::State::too_large) {
    refuse(413, "Payload too large", "body over the limit of the mount");
    return false;
  }
  if (body_->state() == BodyReader::State::complete) {
    end_body();
    return true;
  }
  stage_ = Stage::body;
  note_progress();
  exchange_->announce();
  if (parsed.expects_continue && !exchange_->is_answered()) {
    out_.add("HTTP/1.1 100 Continue\r\n\r\n", my_loop().now_ms());
    mark_dirty();
  }
  return true;
}

// Finds the mount and answers what needs no handler. Returns false when the request is done with:
// answered (and perhaps refused for good).
bool HttpConnection::route() {
  Routing routing = route_request(exchange_->head, *my_loop().routes, *my_loop().cors, path_values_);
  exchange_->mount = std::move(routing.mount);
  exchange_->cors_headers = std::move(routing.cors_headers);
  exchange_->origin_check = routing.origin_check;
  if (routing.status == 204) {
    answer_preflight(routing.header_lines);
  } else if (routing.status != 0) {
    refuse(routing.status, routing.message, routing.problem, routing.header_lines);
  } else {
    exchange_->prepare(path_values_);
    return true;
  }
  return false;
}

void HttpConnection::answer_preflight(std::string_view header_lines) {
  const RequestHead& head = exchange_->head;
  const std::string lines = std::string(header_lines) + "Content-Length: 0\r\n";
  // A preflight has no body worth reading; with one, the connection ends after the answer.
  const bool has_body = head.chunked || head.content_length > 0;
  ResponseContext context;
  context.minor = head.minor;
  context.close = has_body || !head.keep_alive;
  context.unix_ms = my_loop().surroundings().clock.unix_ms();
  context.cors = lines;
  abi::HttpResponse response;
  response.status = 204;
  stage_ = Stage::answering;
  on_answer(write_response(response, context, BodyFraming::whole), true, context.close);
}

void HttpConnection::end_body() {
  body_.reset();
  stage_ = Stage::answering;
  deadline_ms_ = 0;
  exchange_->hand_over();
}

// An answer of our own to a request that goes no further. Where the next request begins is not
// certain after most of them, so the connection ends.
void HttpConnection::refuse(std::uint16_t status, std::string_view message, const char* problem,
                            std::string_view extra) {
  if (exchange_ && exchange_->is_answered()) return give_up_body();
  const Surroundings& surroundings = my_loop().surroundings();
  ResponseContext context;
  if (exchange_) {
    context.minor = exchange_->head.minor;
    context.is_head = exchange_->head.method == "HEAD";
    context.cors = exchange_->cors_headers;
    // A whole request without a body leaves the connection usable.
    const RequestHead& head = exchange_->head;
    const bool is_whole = stage_ == Stage::head && !head.chunked && head.content_length == 0;
    context.close =
        !(is_whole && head.keep_alive && (status == 403 || status == 404 || status == 405 || status == 503));
  } else {
    context.close = true;
  }
  context.unix_ms = surroundings.clock.unix_ms();
  const bool is_plain_miss = status == 404 || status == 405 || (status == 503 && stage_ == Stage::head);
  if (is_plain_miss) {
    surroundings.log.debug("request refused", {{"status", status}, {"reason", problem}});
  } else {
    surroundings.log.info("request refused", {{"status", status}, {"reason", problem}, {"peer", peer_}});
  }
  body_.reset();
  stage_ = Stage::answering;
  on_answer(write_error(status, message, context, extra), true, context.close);
}

// What is wrong with the body comes too late for an answer: there is one already.
void HttpConnection::give_up_body() {
  if (!is_answered_) return bury();
  body_.reset();
  stage_ = Stage::answering;
  close_after_ = true;
}

void HttpConnection::on_answer(std::string bytes, bool last, bool close) {
  if (is_buried() || is_answered_ || stage_ == Stage::farewell) return;
  out_.add(std::move(bytes), my_loop().now_ms());
  mark_dirty();
  if (exchange_) exchange_->set_queued(out_.size());
  if (!last && out_.size() > my_loop().surroundings().limits.max_stream_bytes) {
    my_loop().surroundings().log.info("stream cut, its client reads too slowly",
                                      {{"peer", peer_}, {"queued_bytes", out_.size()}});
    return bury();
  }
  if (!last) return;
  is_answered_ = true;
  close_after_ = close || my_loop().is_stopping();
  if (stage_ == Stage::body && close_after_) {
    // Nobody waits for the rest of the body.
    body_.reset();
    stage_ = Stage::answering;
  }
  if (processing_) return;  // process() goes on from here
  process_kept_input();
  if (acceptance_) return upgrade();
  if (!is_buried()) update_interest();
}

void HttpConnection::on_accept(abi::WebSocketListener& listener, const abi::WebSocketOptions& options) {
  if (is_buried() || my_loop().is_stopping()) return listener.on_open_failed();
  acceptance_ = Acceptance{&listener, options};
  if (!processing_) upgrade();
}

void HttpConnection::upgrade() {
  const Acceptance acceptance = *std::exchange(acceptance_, std::nullopt);
  WebSocketOpening opening;
  opening.listener = acceptance.listener;
  opening.options = acceptance.options;
  opening.first_bytes = out_.take();
  opening.first_bytes +=
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ";
  opening.first_bytes += accept_value(exchange_->head.header("sec-websocket-key"));
  opening.first_bytes += "\r\n";
  opening.first_bytes += exchange_->cors_headers;
  opening.first_bytes += "\r\n";
  opening.input = std::move(input_);
  drop_exchange();
  my_loop().forget(socket_);
  opening.socket = std::move(socket_);
  bury();
  WebSocketConnection::open(loop_owner_, std::move(opening));
}

// Counts what the body has grown by; false when the bodies of all requests are too large together.
bool HttpConnection::hold_body() {
  const Surroundings& surroundings = my_loop().surroundings();
  const std::uint64_t grown = exchange_->body.size() - held_body_bytes_;
  if (!surroundings.bodies->take(grown, surroundings.limits.max_bodies_bytes)) return false;
  held_body_bytes_ += grown;
  return true;
}

void HttpConnection::let_go_of_body() {
  my_loop().surroundings().bodies->give_back(std::exchange(held_body_bytes_, 0));
}

void HttpConnection::drop_exchange() {
  let_go_of_body();
  if (!exchange_) return;
  exchange_->abandon();
  std::exchange(exchange_, nullptr)->drop();
}

// After the last answer our side is shut down, and what the peer still sends is read and thrown
// away: a close with unread input would reset the connection and take the answer with it.
void HttpConnection::say_farewell() {
  stage_ = Stage::farewell;
  std::string().swap(input_);
  deadline_ms_ = my_loop().now_ms() + kFarewellMs;
  mark_dirty();
}

void HttpConnection::flush() {
  const IoStatus status = out_.flush(socket_, socket_.is_secure() ? my_loop().scratch() : nullptr, my_loop().now_ms());
  if (status != IoStatus::done && status != IoStatus::again) return peer_is_gone();
  if (exchange_) exchange_->set_queued(out_.size());
  blocked_ = status == IoStatus::again;
  if (blocked_) return update_interest();
  if (stage_ == Stage::farewell && !shut_down_) {
    shut_down_ = true;
    deadline_ms_ = my_loop().now_ms() + kFarewellMs;
    socket_.shut_down_writing();
    if (input_ended_) return bury();
  }
  update_interest();
}

void HttpConnection::update_interest() {
  std::uint32_t events = 0;
  if (!input_ended_) {
    events = EPOLLRDHUP;
    if (stage_ == Stage::farewell || input_.size() < kMaxAhead) events |= EPOLLIN;
  }
  if (blocked_) events |= EPOLLOUT;
  set_interest(events);
}

void HttpConnection::note_progress() {
  deadline_ms_ = my_loop().now_ms() + my_loop().surroundings().limits.stalled_timeout_ms;
}

void HttpConnection::on_check(std::int64_t now_ms) {
  const Surroundings& surroundings = my_loop().surroundings();
  if (!out_.empty() && stage_ != Stage::farewell &&
      now_ms - out_.progress_ms() > surroundings.limits.stalled_timeout_ms) {
    surroundings.log.info("connection cut, its client takes no bytes of an answer", {{"peer", peer_}});
    return bury();
  }
  if (deadline_ms_ == 0 || now_ms < deadline_ms_) return;
  const bool has_begun = stage_ == Stage::body || scanner_.size() > 0;
  if (stage_ == Stage::farewell || !has_begun || is_answered_) return bury();
  refuse(408, "The request did not arrive in time", "timeout");
}

void HttpConnection::on_stop() {
  if (stage_ == Stage::head || (stage_ == Stage::body && is_answered_)) {
    say_farewell();
  } else if (stage_ != Stage::farewell && exchange_ && !exchange_->is_answered()) {
    Exchange* const left = std::exchange(exchange_, nullptr);
    refuse(503, "The gateway stops", "stopping");
    left->abandon();
    left->drop();
  }
}

// The peer said its last. Answers that are ready still go out; a request that waits for its answer
// is abandoned, because most clients that close really have gone.
void HttpConnection::peer_ended() {
  if (out_.empty() || (stage_ == Stage::answering && !is_answered_)) return peer_is_gone();
  input_ended_ = true;
  if (stage_ != Stage::farewell) say_farewell();
  update_interest();
}

void HttpConnection::peer_is_gone() {
  if (exchange_ && stage_ == Stage::answering)
    my_loop().surroundings().log.debug("client left before the answer", {{"peer", peer_}});
  // At once, not with the burial: what the same client sends over its next connection may be in this very turn.
  drop_exchange();
  bury();
}

void HttpConnection::on_buried() {
  drop_exchange();
  if (acceptance_) std::exchange(acceptance_, std::nullopt)->listener->on_open_failed();
}

}  // namespace wagate::http_server
