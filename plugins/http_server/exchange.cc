#include "exchange.h"

#include <utility>

#include "loop.h"
#include "response_writer.h"

namespace wagate::http_server {

namespace {
constexpr std::size_t kMaxQueryFields = 256;

// The rest of a body that nobody wants any more is read up to here to keep the connection.
constexpr std::uint64_t kMaxUnwantedBody = 65536;
}  // namespace

Exchange::Exchange(std::shared_ptr<Loop> loop, ExchangeClient& client) : loop_(std::move(loop)), client_(&client) {}

void Exchange::prepare(const PathValues& values) {
  query_ = parse_query(head.query, kMaxQueryFields);
  for (const QueryField& field : query_) query_fields_.push_back({field.name, field.value});
  parameter_values_.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    parameter_values_.push_back(percent_decode(values[i], false));
    parameters_.push_back({mount->parameter_names[i], parameter_values_.back()});
  }
  request_.loop = loop_->index();
  request_.secure = secure ? 1 : 0;
  request_.wants_websocket = head.websocket == WebSocketIntent::well_formed ? 1 : 0;
  request_.origin_check = origin_check;
  request_.peer_port = peer_port;
  request_.method = head.method;
  request_.target = head.target;
  request_.path = head.path;
  request_.query = head.query;
  request_.peer = peer;
  request_.headers = head.headers.data();
  request_.header_count = head.headers.size();
  request_.parameters = parameters_.data();
  request_.parameter_count = parameters_.size();
  request_.query_fields = query_fields_.data();
  request_.query_field_count = query_fields_.size();
}

void Exchange::announce() {
  if (!mount->head_handler || mount->is_gone.load(std::memory_order_acquire)) return;
  was_handed_over_ = true;
  owners_.fetch_add(1, std::memory_order_relaxed);
  mount->head_handler->on_head(this);
}

void Exchange::hand_over() {
  request_.body = body;
  is_whole_.store(true, std::memory_order_release);
  const bool is_gone = mount->is_gone.load(std::memory_order_acquire);
  if (was_handed_over_) {
    if (!is_gone && !is_answered()) mount->head_handler->on_body(*this);
    return;
  }
  was_handed_over_ = true;
  owners_.fetch_add(1, std::memory_order_relaxed);
  if (is_gone) return release();
  mount->handler->on_request(this);
}

void Exchange::abandon() {
  client_ = nullptr;
  if (!was_handed_over_) return;
  const State state = state_.load(std::memory_order_acquire);
  const bool waits = state == State::open || state == State::streaming;
  if (waits && !released_.load(std::memory_order_acquire) && !mount->is_gone.load(std::memory_order_acquire)) {
    mount->handler->on_abort(*this);
  }
}

// An answer ahead of its request's body leaves the connection usable only if the rest of the body is
// sure to come and short enough to be skipped.
bool Exchange::closes(bool asked) const {
  const bool is_skipped = !head.chunked && !head.expects_continue && head.content_length <= kMaxUnwantedBody;
  return asked || !head.keep_alive || !(is_whole_.load(std::memory_order_acquire) || is_skipped);
}

bool Exchange::claim(State next) {
  State expected = State::open;
  return state_.compare_exchange_strong(expected, next, std::memory_order_acq_rel);
}

// On the loop's thread an answer goes straight to the connection, unless another one is still on
// its way there: a stream must not overtake itself.
void Exchange::deliver(std::function<void()> work) {
  if (loop_->is_current() && under_way_.load(std::memory_order_acquire) == 0) return work();
  owners_.fetch_add(1, std::memory_order_relaxed);
  under_way_.fetch_add(1, std::memory_order_acq_rel);
  const bool accepted = loop_->submit([this, work = std::move(work)] {
    work();
    under_way_.fetch_sub(1, std::memory_order_acq_rel);
    release_one();
  });
  if (!accepted) release_one();
}

void Exchange::send(std::string bytes, bool last, bool close) {
  const std::size_t size = bytes.size();
  handed_over_.fetch_add(size, std::memory_order_relaxed);
  deliver([this, bytes = std::move(bytes), size, last, close]() mutable {
    if (client_) client_->on_answer(std::move(bytes), last, close);
    handed_over_.fetch_sub(size, std::memory_order_relaxed);
  });
}

void Exchange::respond(const abi::HttpResponse& response) noexcept {
  if (!claim(State::answered)) return;
  ResponseContext context;
  context.minor = head.minor;
  context.is_head = head.method == "HEAD";
  context.close = closes(response.close_connection != 0);
  context.unix_ms = loop_->surroundings().clock.unix_ms();
  context.cors = cors_headers;
  send(write_response(response, context, BodyFraming::whole), true, context.close);
}

void Exchange::begin_stream(const abi::HttpResponse& response) noexcept {
  // Set before the claim: write() on another thread may follow at once.
  chunked_ = head.minor == 1 && head.method != "HEAD";
  closes_after_ = closes(response.close_connection != 0) || head.minor == 0;
  if (!claim(State::streaming)) return;
  ResponseContext context;
  context.minor = head.minor;
  context.is_head = head.method == "HEAD";
  context.close = closes_after_;
  context.unix_ms = loop_->surroundings().clock.unix_ms();
  context.cors = cors_headers;
  const BodyFraming framing = head.minor == 1 ? BodyFraming::chunked : BodyFraming::until_close;
  send(write_response(response, context, framing), false, false);
}

void Exchange::write(abi::StringRef piece) noexcept {
  if (piece.empty() || state_.load(std::memory_order_acquire) != State::streaming) return;
  if (head.method == "HEAD") return;
  send(chunked_ ? write_chunk(piece) : piece.str(), false, false);
}

std::uint64_t Exchange::buffered_bytes() noexcept {
  return queued_.load(std::memory_order_relaxed) + handed_over_.load(std::memory_order_relaxed);
}

void Exchange::end_stream() noexcept {
  State expected = State::streaming;
  if (!state_.compare_exchange_strong(expected, State::answered, std::memory_order_acq_rel)) return;
  send(chunked_ ? std::string(kLastChunk) : std::string(), true, closes_after_);
}

void Exchange::accept_websocket(abi::WebSocketListener& listener, const abi::WebSocketOptions& options) noexcept {
  const bool possible =
      request_.wants_websocket != 0 && is_whole_.load(std::memory_order_acquire) && claim(State::upgrading);
  const auto work = [this, &listener, options, possible] {
    if (possible && client_)
      client_->on_accept(listener, options);
    else
      listener.on_open_failed();
  };
  owners_.fetch_add(1, std::memory_order_relaxed);
  const bool accepted = loop_->submit([this, work] {
    work();
    release_one();
  });
  if (accepted) return;
  // The loop has ended; nobody else is left to say so.
  listener.on_open_failed();
  release_one();
}

void Exchange::release() noexcept {
  const State state = state_.load(std::memory_order_acquire);
  if (state == State::streaming) {
    // An unfinished stream must not look like a finished one.
    state_.store(State::answered, std::memory_order_release);
    send({}, true, true);
  } else if (claim(State::answered)) {
    ResponseContext context;
    context.minor = head.minor;
    context.is_head = head.method == "HEAD";
    context.close = closes(false);
    context.unix_ms = loop_->surroundings().clock.unix_ms();
    context.cors = cors_headers;
    send(write_error(500, "The request was not answered", context), true, context.close);
  }
  released_.store(true, std::memory_order_release);
  release_one();
}

void Exchange::release_one() {
  if (owners_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
}

}  // namespace wagate::http_server
