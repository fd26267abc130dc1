#include "session/link.h"

#include <utility>

namespace wagate::session_whatsapp {
namespace {

// Before the server has shown who it is, it gets little memory of ours.
constexpr std::size_t kMaxHandshakeFrame = 65'536;
constexpr std::int64_t kMsPerSecond = 1000;

}  // namespace

std::shared_ptr<Link> Link::open(WebSocketConnector& connector, LinkPlan plan, abi::Clock& clock,
                                 std::shared_ptr<LinkListener> listener) {
  const WebSocketTarget target = plan.target;
  auto link = std::make_shared<Link>(std::move(plan), clock, std::move(listener));
  // The lock keeps on_open() waiting until the socket is known.
  std::lock_guard lock(link->mutex_);
  link->socket_ = connector.connect(target, link);
  return link;
}

Link::Link(LinkPlan plan, abi::Clock& clock, std::shared_ptr<LinkListener> listener)
    : plan_(std::move(plan)),
      clock_(clock),
      last_heard_ns_(clock.monotonic_ns()),
      listener_(std::move(listener)),
      handshake_(plan_.noise, plan_.root),
      frames_(kMaxHandshakeFrame) {}

bool Link::send(const Node& stanza) {
  const std::string frame = encode_frame(stanza);
  std::lock_guard lock(mutex_);
  if (!socket_ || !sending_ || frame.size() + AesGcm::kTagSize > kMaxFrameSize) return false;
  const auto sealed = sending_->seal(frame);
  if (!sealed) {
    socket_->close();
    return false;
  }
  std::string message;
  message.reserve(sealed->size() + 3);
  append_frame(message, *sealed);
  socket_->send(std::move(message));
  return true;
}

void Link::close() {
  std::lock_guard lock(mutex_);
  if (socket_) socket_->close();
}

void Link::pause() {
  std::lock_guard lock(mutex_);
  if (socket_) socket_->pause_reading();
}

void Link::resume() {
  std::lock_guard lock(mutex_);
  if (socket_) socket_->resume_reading();
}

void Link::on_open() {
  std::string first = connection_prologue(plan_.routing_info);
  append_frame(first, handshake_.hello());
  std::lock_guard lock(mutex_);
  if (socket_) socket_->send(std::move(first));
}

void Link::on_bytes(std::string_view bytes) {
  if (!failure_.empty()) return;
  last_heard_ns_ = clock_.monotonic_ns();
  frames_.append(bytes);
  while (auto frame = frames_.next()) {
    const bool goes_on = receiving_ ? take_frame(*frame) : take_server_hello(*frame);
    if (!goes_on) return;
  }
  if (frames_.is_broken()) fail("frame_too_long");
}

void Link::on_end(SocketEnd end) {
  {
    std::lock_guard lock(mutex_);
    socket_ = nullptr;
  }
  const auto listener = std::move(listener_);
  listener->on_end({end, failure_.empty() ? to_word(end) : failure_, is_untrusted_});
}

bool Link::take_server_hello(std::string_view frame) {
  ClientHandshake::Outcome outcome = handshake_.answer(frame, plan_.payload, clock_.unix_ms() / kMsPerSecond);
  if (outcome.error == HandshakeError::certificate) return fail(to_word(outcome.certificate), true);
  if (outcome.error != HandshakeError::none) return fail(to_word(outcome.error), true);

  receiving_ = std::move(outcome.receiving);
  frames_.set_max_frame(kMaxFrameSize);
  plan_.payload.clear();
  {
    std::lock_guard lock(mutex_);
    if (!socket_) return false;
    std::string message;
    append_frame(message, outcome.message);
    socket_->send(std::move(message));
    sending_ = std::move(outcome.sending);
  }
  listener_->on_ready();
  return true;
}

bool Link::take_frame(std::string_view frame) {
  const auto plain = receiving_->open(frame);
  if (!plain) return fail("frame_not_opened");
  NodeError error = NodeError::none;
  auto stanza = decode_frame(*plain, error);
  if (!stanza) {
    listener_->on_unreadable(error);
    return true;
  }
  listener_->on_stanza(std::move(*stanza), plain->size());
  return true;
}

bool Link::fail(std::string_view word, bool is_untrusted) {
  failure_ = word;
  is_untrusted_ = is_untrusted;
  close();
  return false;
}

}  // namespace wagate::session_whatsapp
