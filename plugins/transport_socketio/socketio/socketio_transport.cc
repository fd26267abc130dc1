#include "socketio/socketio_transport.h"

#include <bit>

#include "socketio/client.h"
#include "socketio/packet.h"
#include "socketio/replies.h"
#include "wagate/json_writer.h"
#include "wagate/text_document.h"

namespace wagate::transport_socketio {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// `["name"` and the inner text of a JSON array of arguments, closed.
std::string event_array(std::string_view event, std::string_view arguments) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!arguments.empty() && is_space(arguments.front())) arguments.remove_prefix(1);
  while (!arguments.empty() && is_space(arguments.back())) arguments.remove_suffix(1);
  if (arguments.size() >= 2) arguments = arguments.substr(1, arguments.size() - 2);
  while (!arguments.empty() && is_space(arguments.front())) arguments.remove_prefix(1);

  std::string out = "[";
  JsonWriter::append_quoted(out, event);
  if (!arguments.empty()) {
    out += ',';
    out += arguments;
  }
  out += ']';
  return out;
}

}  // namespace

SocketIoTransport::SocketIoTransport(abi::HttpServer& http, abi::ClientGateway& gateway, abi::Clock& clock, Logger log,
                                     abi::Metrics* metrics, std::string unit_name, const EngineSettings& engine,
                                     const SocketIoSettings& settings)
    : services_(gateway, clock, log, metrics, unit_name, settings), unit_name_(std::move(unit_name)),
      engine_(http, clock, log, services_.refusals, engine, *this) {
  services_.poster = engine_.poster();
  if (metrics)
    engine_.show_queues(metrics->gauge("queue_bytes", "What waits for clients that read slowly, looked at every few seconds."));
  for (std::uint32_t i = 0; i < engine_.loop_count(); ++i) hubs_.push_back(std::make_unique<Hub>(services_, http, i));
}

SocketIoTransport::~SocketIoTransport() = default;

// --- events

template <typename Work>
void SocketIoTransport::on_loops(std::uint64_t loops, const Work& work) {
  for (; loops != 0; loops &= loops - 1) {
    const auto index = static_cast<std::uint32_t>(std::countr_zero(loops));
    services_.poster->post(index, [&loop = engine_.loop(index), &hub = *hubs_[index], work] {
      EngineLoop::Scope scope(loop);
      work(hub);
    });
  }
}

DeliveryBatch::Item SocketIoTransport::encode(std::string_view event, const abi::DeliveryTarget& target, DeliveryBatch& batch) {
  const abi::DocumentRef& document = target.envelope->document;
  // Official clients end the connection when a packet has more attachments than they expect.
  const bool as_text = document.attachment_count > services_.settings.max_event_attachments;
  const std::string text = as_text ? text_document(document) : std::string();
  const std::uint64_t attachments = as_text ? 0 : document.attachment_count;
  std::string head = packet_head(attachments ? PacketType::binary_event : PacketType::event, attachments, target.channel);
  head += '[';
  JsonWriter::append_quoted(head, event);
  head += ',';

  DeliveryBatch::Item item{target.audience, static_cast<std::uint32_t>(batch.frames.size()),
                           static_cast<std::uint32_t>(1 + attachments)};
  const abi::StringRef parts[] = {head, as_text ? abi::StringRef(text) : document.json, "]"};
  batch.frames.emplace_back(engine_.http().make_frame(parts, 3, false));
  for (std::uint64_t i = 0; i < attachments; ++i) {
    const abi::StringRef bytes(reinterpret_cast<const char*>(document.attachments[i].data), document.attachments[i].size);
    batch.frames.emplace_back(engine_.http().make_frame(&bytes, 1, true));
  }
  return item;
}

void SocketIoTransport::deliver(const abi::Delivery& delivery) noexcept {
  const LoopPoster::Pass pass = services_.poster->enter();
  if (!pass) return;
  std::uint64_t loops = 0;
  std::shared_ptr<DeliveryBatch> batch;
  const abi::DeliveryTarget* encoded = nullptr;  // the target the last frames were made for
  for (std::uint64_t i = 0; i < delivery.target_count; ++i) {
    const abi::DeliveryTarget& target = delivery.targets[i];
    const std::uint64_t members = services_.audiences.loops(target.audience);
    if (members == 0) continue;
    loops |= members;
    if (!batch) batch = std::make_shared<DeliveryBatch>();
    if (encoded && encoded->envelope == target.envelope && encoded->channel == target.channel) {
      batch->items.push_back(batch->items.back());
      batch->items.back().audience = target.audience;
    } else {
      batch->items.push_back(encode(delivery.event, target, *batch));
    }
    encoded = &target;
  }
  if (batch) on_loops(loops, [batch](Hub& hub) { hub.deliver(*batch); });
}

void SocketIoTransport::emit(abi::ClientId client, abi::StringRef channel, abi::StringRef event,
                             const abi::DocumentRef& arguments) noexcept {
  const LoopPoster::Pass pass = services_.poster->enter();
  if (!pass) return;
  const std::uint32_t loop = services_.clients.loop_of(client);
  if (loop == ClientDirectory::kUnknown) return;
  if (is_reserved_event(event)) {
    services_.log.warn("dropped an event with a reserved name", {{"event", event}, {"client", client}});
    return;
  }
  Document document(arguments);
  const PacketType type = document.attachments.empty() ? PacketType::event : PacketType::binary_event;
  std::string packet = packet_head(type, document.attachments.size(), channel) + event_array(event, document.json);
  services_.poster->post(loop, [&hub = *hubs_[loop], client, name = channel.str(), text = std::move(packet),
                                attachments = std::move(document.attachments)]() mutable {
    if (Client* found = hub.client(client)) found->emit(name, std::move(text), std::move(attachments));
  });
}

void SocketIoTransport::close_audience(abi::AudienceId audience, abi::StringRef) noexcept {
  on_loops(services_.audiences.loops(audience), [audience](Hub& hub) { hub.close_audience(audience); });
}

void SocketIoTransport::close_client(abi::ClientId client, abi::StringRef reason) noexcept {
  const std::uint32_t loop = services_.clients.loop_of(client);
  if (loop == ClientDirectory::kUnknown) return;
  services_.poster->post(loop, [&hub = *hubs_[loop], client, text = reason.str()] {
    if (Client* found = hub.client(client)) found->close(text);
  });
}

// --- clients

void SocketIoTransport::on_handshake(const abi::HttpRequest& request, Handshake handshake) {
  const std::string path = percent_decoded(request.path);
  std::string_view origin;
  for (std::uint64_t i = 0; i < request.header_count && origin.empty(); ++i)
    if (request.headers[i].name == "origin") origin = request.headers[i].value;

  abi::AuthRequest auth;
  auth.secure = request.secure;
  auth.transport = unit_name_;
  auth.peer = request.peer;
  auth.origin = origin;
  auth.path = path;
  auth.query = request.query_fields;
  auth.query_count = request.query_field_count;
  auth.headers = request.headers;
  auth.header_count = request.header_count;
  services_.gateway.connect(*face_, auth, new ConnectAnswer(services_, std::move(handshake), request.peer.str()));
}

std::unique_ptr<SessionUser> SocketIoTransport::on_session(Session& session, std::uint64_t token) {
  services_.log.debug("session opened", {{"client", token}, {"over", session.direct_peer() ? "websocket" : "polling"}});
  return std::make_unique<Client>(*hubs_[session.loop().index()], session, token);
}

void SocketIoTransport::on_abandoned(std::uint64_t token, std::string_view reason) {
  services_.clients.remove(token);
  services_.pending.release(token);
  services_.gateway.disconnected(token, reason);
}

}  // namespace wagate::transport_socketio
