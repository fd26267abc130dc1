#include "connection.h"

#include <utility>

#include "command_frame.h"
#include "render.h"
#include "replies.h"
#include "wagate/http.h"
#include "wagate/json_writer.h"

namespace wagate::transport_websocket {

Connection::Connection(Hub& hub, std::uint64_t serial, Owned<abi::HttpExchange> exchange, LoopPoster::Pass pass, std::string channel)
    : hub_(hub), serial_(serial), exchange_(std::move(exchange)), pass_(std::move(pass)), channel_(std::move(channel)) {}

Connection::~Connection() = default;

// --- the request

void Connection::begin() {
  const abi::HttpRequest& request = exchange_->request();
  abi::AuthRequest auth;
  auth.secure = request.secure;
  auth.transport = hub_.services().unit_name;
  auth.peer = request.peer;
  auth.origin = header(request, "origin");
  const std::string path = hub_.services().settings.path + (channel_ == "/" ? "" : channel_);
  auth.path = path;
  auth.query = request.query_fields;
  auth.query_count = request.query_field_count;
  auth.headers = request.headers;
  auth.header_count = request.header_count;
  hub_.services().gateway.connect(*hub_.services().transport, auth, new ConnectAnswer(hub_, serial_));
}

void Connection::connect_accepted(abi::ClientId client, bool pending) {
  client_ = client;
  hub_.set_client(client, *this);
  hub_.services().clients.add(client, hub_.loop());
  // There is no later moment at which this client could show its key.
  if (pending) return refused(abi::StatusCode::unauthenticated, "apiKey is required");
  hub_.services().gateway.join(client, channel_, "", new JoinAnswer(hub_, serial_));
}

void Connection::join_accepted(abi::AudienceId audience) {
  audience_ = audience;
  const Settings& settings = hub_.services().settings;
  abi::WebSocketOptions options;
  options.loop = hub_.loop();
  options.max_message_bytes = settings.max_message_bytes;
  options.max_queue_bytes = settings.max_queue_bytes;
  options.overflow = settings.overflow;
  options.max_queue_age_ms = settings.max_queue_age_ms;
  hub_.answered(exchange_.get());
  const Owned<abi::HttpExchange> exchange = std::move(exchange_);
  exchange->accept_websocket(*this, options);
}

void Connection::refused(abi::StatusCode code, std::string_view sentence) {
  switch (code) {
    case abi::StatusCode::not_found: answer(404, "Not Found", sentence); break;
    case abi::StatusCode::permission_denied: answer(403, "Forbidden", sentence); break;
    case abi::StatusCode::internal: case abi::StatusCode::unavailable: case abi::StatusCode::deadline_exceeded:
      answer(503, "Service Unavailable", sentence);
      break;
    default: answer(401, "Unauthorized", sentence); break;
  }
  end("refused");
}

void Connection::abandon(std::string_view reason) {
  if (!exchange_) return;
  answer(503, "Service Unavailable", reason);
  end(reason);
}

void Connection::answer(std::uint32_t status, std::string_view error, std::string_view message) {
  std::string body;
  JsonWriter(body).begin_object().field("status", status).field("error", error).field("message", message).end_object();
  hub_.answered(exchange_.get());
  const Owned<abi::HttpExchange> exchange = std::move(exchange_);
  respond_json(*exchange, status, body);
}

// --- the WebSocket

void Connection::on_open(abi::WebSocketPeer& peer) noexcept {
  peer_ = &peer;
  if (hub_.stopping()) return close(kCloseGoingAway, "the gateway is stopping");
  hub_.add(*this);
  member_ = true;
  if (!hub_.services().gateway.joined(client_, channel_)) close(kCloseInstanceGone, "the instance was deleted");
}

void Connection::on_message(abi::WebSocketPeer&, abi::StringRef data, bool binary) noexcept {
  if (!end_reason_.empty()) return;
  if (binary) return violation(kCloseNoBinary, "binary frames are not accepted");
  CommandFrame frame;
  if (const char* rule = parse_command_frame(data, frame)) return violation(kClosePolicy, rule);
  SharedServices& services = hub_.services();
  CommandAnswer* reply = nullptr;
  if (!frame.id.empty()) {
    if (waiting_commands_ >= services.settings.max_waiting_commands)
      return violation(kClosePolicy, "too many commands are waiting for their reply");
    ++waiting_commands_;
    reply = new CommandAnswer(hub_, serial_, std::string(frame.id));
  }
  abi::ClientCommand command;
  command.channel = channel_;
  command.name = frame.name;
  command.arguments = abi::DocumentRef(frame.args);
  services.gateway.command(client_, command, reply);
}

void Connection::on_close(abi::WebSocketPeer&, std::uint32_t code, abi::StringRef) noexcept {
  peer_ = nullptr;
  // Given back last: without a pass the hub may be gone.
  const LoopPoster::Pass pass = std::move(pass_);
  if (!end_reason_.empty()) return end(end_reason_);
  end(code == abi::kCloseSlowConsumer ? "slow consumer" : "transport close");
}

void Connection::on_open_failed() noexcept {
  const LoopPoster::Pass pass = std::move(pass_);
  end("the WebSocket opening failed");
}

void Connection::send(std::string_view text) {
  if (peer_ && end_reason_.empty()) peer_->send_text(text);
}

void Connection::close(std::uint32_t code, std::string_view reason) {
  if (!peer_ || !end_reason_.empty()) return;
  end_reason_ = reason.empty() ? "closed" : std::string(reason);
  leave_audience();
  peer_->close(code, close_reason(end_reason_));
}

void Connection::violation(std::uint32_t code, std::string_view rule) {
  if (hub_.services().violations.take(client_))
    hub_.services().log.info("ended a session for breaking the protocol", {{"client", client_}, {"rule", rule}});
  close(code, rule);
}

void Connection::leave_audience() {
  if (std::exchange(member_, false)) hub_.remove(*this);
}

void Connection::end(std::string_view reason) {
  leave_audience();
  if (const abi::ClientId client = client_; client != 0) {
    hub_.services().clients.remove(client);
    hub_.services().gateway.disconnected(client, reason);
  }
  hub_.destroy(*this);
}

}  // namespace wagate::transport_websocket
