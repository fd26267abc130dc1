#include "sse_transport.h"

#include <utility>

#include "event_text.h"
#include "wagate/http.h"
#include "wagate/json_writer.h"
#include "wagate/plugin.h"
#include "wagate/task.h"
#include "wagate/text_document.h"

namespace wagate::transport_sse {

namespace {

class ConnectAnswer final : public abi::ConnectReply {
 public:
  ConnectAnswer(std::shared_ptr<SseTransport> transport, StreamPtr stream)
      : transport_(std::move(transport)), stream_(std::move(stream)) {}

  void accepted(abi::ClientId client, std::uint32_t pending) noexcept override {
    if (!std::exchange(answered_, true)) transport_->connected(stream_, client, pending != 0);
  }
  void refused(abi::StatusCode code, abi::StringRef sentence) noexcept override {
    if (!std::exchange(answered_, true)) transport_->refused(stream_, code, sentence);
  }
  void release() noexcept override {
    refused(abi::StatusCode::internal, "Authentication error");
    delete this;
  }

 private:
  const std::shared_ptr<SseTransport> transport_;
  const StreamPtr stream_;
  bool answered_ = false;
};

class JoinAnswer final : public abi::JoinReply {
 public:
  JoinAnswer(std::shared_ptr<SseTransport> transport, StreamPtr stream)
      : transport_(std::move(transport)), stream_(std::move(stream)) {}

  void accepted(abi::AudienceId audience) noexcept override {
    if (!std::exchange(answered_, true)) transport_->admitted(stream_, audience);
  }
  void refused(abi::StatusCode code, abi::StringRef sentence) noexcept override {
    if (!std::exchange(answered_, true)) transport_->refused(stream_, code, sentence);
  }
  void release() noexcept override {
    refused(abi::StatusCode::internal, "The gateway gave no answer");
    delete this;
  }

 private:
  const std::shared_ptr<SseTransport> transport_;
  const StreamPtr stream_;
  bool answered_ = false;
};

// The last message of a stream.
std::string closing_text(std::string_view reason) {
  std::string json;
  JsonWriter(json).begin_object().field("reason", reason).end_object();
  return event_text("wagate.closed", 0, json);
}

}  // namespace

SseTransport::SseTransport(abi::HttpServer& http, abi::ClientGateway& gateway, abi::Clock& clock, abi::Timers& timers,
                           Logger log, abi::Metrics* metrics, std::string unit_name, Settings settings)
    : http_(http), gateway_(gateway), timers_(timers), log_(log), refusals_(log, clock, metrics, unit_name),
      queue_gauge_(metrics ? metrics->gauge("queue_bytes", "What waits for clients that read slowly, looked at every few seconds.")
                           : nullptr),
      unit_name_(std::move(unit_name)), settings_(std::move(settings)) {}

void SseTransport::mount(const std::string& pattern) {
  abi::HttpMount mount;
  mount.cors = abi::CorsStyle::socket;
  mount.method = "GET";
  mount.pattern = pattern;
  abi::ErrorOut error;
  abi::MountId id = 0;
  if (http_.mount(mount, *this, &id, error) != abi::StatusCode::ok)
    throw PluginError("cannot serve " + pattern + ": " + std::string(error.view()));
  mounts_.push_back(id);
}

void SseTransport::start(abi::Transport& face) {
  face_ = &face;
  try {
    mount(settings_.path);
    mount(settings_.path + "/{instance}");
  } catch (const PluginError&) {
    for (const abi::MountId id : std::exchange(mounts_, {})) http_.unmount(id);
    throw;
  }
  keep_alive();
}

void SseTransport::stop() {
  stopped_ = true;
  abi::TimerId timer = 0;
  {
    std::lock_guard lock(timer_mutex_);
    timer = std::exchange(timer_, 0);
  }
  if (timer != 0) timers_.cancel(timer);
  for (const StreamPtr& stream : streams_.all()) {
    stream->refuse(503, "Service Unavailable", "the gateway is stopping");
    end(stream, "the gateway is stopping");
  }
  for (const abi::MountId id : std::exchange(mounts_, {})) http_.unmount(id);
}

// --- the request

void SseTransport::on_request(abi::HttpExchange* raw) noexcept {
  Owned<abi::HttpExchange> exchange(raw);
  const abi::HttpRequest& request = exchange->request();
  if (request.origin_check == abi::OriginCheck::refused) {
    refusals_.note(RefusedStep::handshake, "origin not listed", "Origin not allowed", request.peer.view());
    return respond_json(*exchange, 403, R"({"status":403,"error":"Forbidden","message":"Origin not allowed"})");
  }
  std::string channel = "/";
  channel += path_parameter(request, "instance");
  const auto stream = std::make_shared<Stream>(channel, std::move(exchange));
  if (stopped_ || !streams_.add(*raw, stream, settings_.max_streams)) {
    if (!stopped_)
      refusals_.note(RefusedStep::handshake, "max_streams is reached", "too many streams", request.peer.view());
    return stream->refuse(503, "Service Unavailable", stopped_ ? "the gateway is stopping" : "there are too many streams; try again later");
  }

  abi::AuthRequest auth;
  auth.secure = request.secure;
  auth.transport = unit_name_;
  auth.peer = request.peer;
  auth.origin = header(request, "origin");
  const std::string path = settings_.path + (channel == "/" ? "" : channel);
  auth.path = path;
  auth.query = request.query_fields;
  auth.query_count = request.query_field_count;
  auth.headers = request.headers;
  auth.header_count = request.header_count;
  gateway_.connect(*face_, auth, new ConnectAnswer(shared_from_this(), stream));
}

void SseTransport::on_abort(abi::HttpExchange& exchange) noexcept {
  const StreamPtr stream = streams_.of_exchange(exchange);
  if (!stream) return;
  stream->abandon();
  forget(stream, "the client went away");
}

void SseTransport::connected(const StreamPtr& stream, abi::ClientId client, bool pending) {
  if (!streams_.set_client(client, stream)) return gateway_.disconnected(client, "the client went away");
  // There is no later moment at which this client could show its key.
  if (pending) return refused(stream, abi::StatusCode::unauthenticated, "apiKey is required");
  gateway_.join(client, stream->channel(), "", new JoinAnswer(shared_from_this(), stream));
}

void SseTransport::admitted(const StreamPtr& stream, abi::AudienceId audience) {
  const std::string greeting = "retry: " + std::to_string(settings_.retry_ms) + "\n: joined\n\n";
  if (!stream->begin(greeting)) return forget(stream, "the client went away");
  streams_.enter(audience, stream);
  if (!gateway_.joined(stream->client, stream->channel())) end(stream, "the instance was deleted");
  if (stopped_) end(stream, "the gateway is stopping");
}

void SseTransport::refused(const StreamPtr& stream, abi::StatusCode code, std::string_view sentence) {
  switch (code) {
    case abi::StatusCode::invalid_argument: stream->refuse(400, "Bad Request", sentence); break;
    case abi::StatusCode::not_found: stream->refuse(404, "Not Found", sentence); break;
    case abi::StatusCode::permission_denied: stream->refuse(403, "Forbidden", sentence); break;
    case abi::StatusCode::internal: case abi::StatusCode::unavailable: case abi::StatusCode::deadline_exceeded:
      stream->refuse(503, "Service Unavailable", sentence);
      break;
    default: stream->refuse(401, "Unauthorized", sentence); break;
  }
  forget(stream, "refused");
}

// --- the stream

void SseTransport::deliver(const abi::Delivery& delivery) noexcept {
  std::string text;
  const abi::Envelope* written = nullptr;
  for (std::uint64_t i = 0; i < delivery.target_count; ++i) {
    const abi::DeliveryTarget& target = delivery.targets[i];
    const std::vector<StreamPtr> members = streams_.in_audience(target.audience);
    if (members.empty()) continue;
    if (written != target.envelope) {
      text = event_text(delivery.event, delivery.meta ? delivery.meta->event_id : 0, text_document(target.envelope->document));
      written = target.envelope;
    }
    for (const StreamPtr& stream : members) write(stream, text);
  }
}

void SseTransport::emit(abi::ClientId client, abi::StringRef, abi::StringRef event, const abi::DocumentRef& arguments) noexcept {
  const StreamPtr stream = streams_.of_client(client);
  if (!stream) return;
  const std::string json = text_document(arguments);
  write(stream, event_text(event, 0, json.empty() ? "[]" : json));
}

void SseTransport::close_audience(abi::AudienceId audience, abi::StringRef reason) noexcept {
  for (const StreamPtr& stream : streams_.in_audience(audience)) end(stream, reason);
}

void SseTransport::close_client(abi::ClientId client, abi::StringRef reason) noexcept {
  if (const StreamPtr stream = streams_.of_client(client)) end(stream, reason);
}

void SseTransport::write(const StreamPtr& stream, std::string_view text) {
  bool too_slow = false;
  if (stream->write(text, settings_.max_queue_bytes, too_slow) || !too_slow) return;
  log_.warn("closed a slow client", {{"client", stream->client}, {"limit_bytes", settings_.max_queue_bytes}});
  end(stream, "slow consumer");
}

void SseTransport::end(const StreamPtr& stream, std::string_view reason) {
  stream->end(closing_text(reason));
  forget(stream, reason);
}

void SseTransport::forget(const StreamPtr& stream, std::string_view reason) {
  if (!streams_.remove(stream)) return;
  if (stream->client == 0) return;
  gateway_.disconnected(stream->client, reason);
}

void SseTransport::keep_alive() {
  std::uint64_t waiting = 0;
  for (const StreamPtr& stream : streams_.all()) {
    write(stream, ": keep-alive\n\n");
    waiting += stream->queued_bytes();
  }
  if (queue_gauge_) queue_gauge_->set(static_cast<double>(waiting));
  std::lock_guard lock(timer_mutex_);
  if (stopped_) return;
  timer_ = timers_.after(settings_.keep_alive_ms, make_task([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->keep_alive();
  }));
}

}  // namespace wagate::transport_sse
