#include "socketio/client.h"

#include <algorithm>
#include <utility>

#include "engine/engine_loop.h"
#include "engine/engine_server.h"
#include "engine/session_id.h"
#include "engine/time_units.h"
#include "socketio/replies.h"
#include "wagate/json_writer.h"

namespace wagate::transport_socketio {
namespace {

// Longer names are no instance's, and answers repeat them.
constexpr std::size_t kMaxChannelBytes = 1024;

}  // namespace

Client::Client(Hub& hub, Session& session, abi::ClientId id)
    : hub_(hub), session_(session), id_(id), pending_(hub.services().pending.contains(id)) {
  hub_.add_client(id_, *this);
  const std::int64_t timeout = pending_ ? std::min(settings().pending_timeout_ms, settings().connect_timeout_ms)
                                        : settings().connect_timeout_ms;
  session_.set_deadline(hub_.services().clock.monotonic_ns() + timeout * kNsPerMs);
}

Client::~Client() {
  while (memberships_) memberships_ = std::move(memberships_->next);  // one after the other, not one inside the other
}

// --- from the client

void Client::on_message(std::string_view data, bool binary) {
  if (closed_) return;
  if (binary) return on_attachment(data);
  if (partial_) return violation("text instead of an attachment");

  Packet packet;
  if (const char* rule = parse_packet(data, settings().max_attachments, packet)) return violation(rule);
  switch (packet.type) {
    case PacketType::connect: return on_connect(packet);
    case PacketType::disconnect: return on_disconnect(packet);
    default: break;
  }
  const Membership* membership = find(packet.channel);
  if (!membership || membership->state != Membership::State::joined) return violation("a packet for a namespace not joined");
  if (packet.attachments == 0) return on_payload_packet(packet, {});

  partial_ = std::make_unique<Partial>();
  partial_->text = data;
  partial_->bytes = data.size();
  parse_packet(partial_->text, settings().max_attachments, partial_->packet);
}

void Client::on_attachment(std::string_view data) {
  if (!partial_) return violation("an attachment without a header");
  partial_->bytes += data.size();
  if (partial_->bytes > settings().max_payload_bytes) return violation("attachments larger than maxPayload");
  partial_->attachments.emplace_back(data);
  if (partial_->attachments.size() < partial_->packet.attachments) return;
  const std::unique_ptr<Partial> complete = std::move(partial_);
  on_payload_packet(complete->packet, complete->attachments);
}

void Client::on_connect(const Packet& packet) {
  if (packet.channel.size() > kMaxChannelBytes) return violation("a namespace longer than 1024 bytes");
  if (find(packet.channel)) return violation("CONNECT for a namespace already joined");
  if (namespaces_ >= settings().max_namespaces) {
    hub_.services().refusals.note(RefusedStep::join, "max_namespaces is reached", "Too many namespaces", {},
                                  {{}, {}, packet.channel, {}, id_});
    session_.send(packet_head(PacketType::connect_error, 0, packet.channel) + R"({"message":"Too many namespaces"})");
    return;
  }
  Membership& membership = add_membership(packet.channel);
  hub_.services().gateway.join(id_, packet.channel, packet.json, new JoinAnswer(hub_, id_, membership.serial));
}

void Client::on_disconnect(const Packet& packet) {
  Membership* const membership = find(packet.channel);
  if (!membership || membership->state == Membership::State::leaving)
    return violation("DISCONNECT for a namespace not joined");
  if (membership->state == Membership::State::joining) {
    membership->state = Membership::State::leaving;
    return;
  }
  hub_.services().gateway.leave(id_, membership->channel);
  erase(*membership);
}

void Client::on_payload_packet(const Packet& packet, const std::vector<std::string>& attachments) {
  // The server never asks for acknowledgements, so an ACK has an unknown id.
  if (packet.type == PacketType::ack || packet.type == PacketType::binary_ack) return;
  const Membership* membership = find(packet.channel);
  if (!membership || membership->state != Membership::State::joined) return;  // expelled while attachments came
  if (packet.has_id && waiting_commands_ >= settings().max_waiting_commands) return violation("too many unanswered commands");

  const std::string name = event_name(packet);
  const std::string arguments = event_arguments(packet);
  std::vector<abi::BytesRef> bytes;
  bytes.reserve(attachments.size());
  for (const std::string& one : attachments)
    bytes.emplace_back(reinterpret_cast<const std::uint8_t*>(one.data()), one.size());

  abi::ClientCommand command;
  command.channel = packet.channel;
  command.name = name;
  command.arguments = {arguments, bytes.data(), bytes.size()};
  CommandAnswer* reply = nullptr;
  if (packet.has_id) {
    ++waiting_commands_;
    reply = new CommandAnswer(hub_, id_, membership->serial, std::string(packet.id));
  }
  hub_.services().gateway.command(id_, command, reply);
}

void Client::violation(std::string_view rule) {
  if (session_.loop().server().violations().take(id_))
    hub_.services().log.info("ended a session for breaking the protocol", {{"client", id_}, {"rule", rule}});
  session_.close_orderly("forced close");
}

// --- from the session

void Client::on_upgraded() {
  for (Membership* membership = memberships_.get(); membership; membership = membership->next.get())
    if (membership->state == Membership::State::joined) hub_.moved(*membership);
}

void Client::on_deadline() {
  if (session_.loop().server().violations().take(id_))
    hub_.services().log.info("ended a session that joined no namespace in time", {{"client", id_}, {"pending", pending_}});
  session_.close_orderly("forced close");
}

void Client::on_closed(std::string_view reason) {
  if (std::exchange(closed_, true)) return;
  while (memberships_) erase(*memberships_);
  partial_.reset();
  hub_.remove_client(id_);
  hub_.services().clients.remove(id_);
  if (pending_) hub_.services().pending.release(id_);
  hub_.services().gateway.disconnected(id_, reason);
}

// --- from the gateway

void Client::join_accepted(std::uint64_t serial, abi::AudienceId audience) {
  EngineLoop::Scope scope(session_.loop());
  SocketIoServices& services = hub_.services();
  Membership* const membership = find(serial);
  if (!membership) return services.audiences.remove(audience, hub_.loop());

  std::string answer = packet_head(PacketType::connect, 0, membership->channel);
  JsonWriter(answer).begin_object().field("sid", random_public_id()).end_object();
  if (std::exchange(pending_, false)) services.pending.release(id_);
  session_.set_deadline(0);  // for good: who leaves the last namespace may stay
  if (membership->state == Membership::State::leaving) {
    services.audiences.remove(audience, hub_.loop());
    services.gateway.leave(id_, membership->channel);
    erase(*membership);
    return session_.send(std::move(answer));
  }

  membership->state = Membership::State::joined;
  membership->audience = audience;
  hub_.add(*membership);
  session_.send(std::move(answer));
  if (closed_) return;
  if (!services.gateway.joined(id_, membership->channel)) expel(*membership);
}

void Client::join_refused(std::uint64_t serial, std::string_view sentence) {
  EngineLoop::Scope scope(session_.loop());
  Membership* const membership = find(serial);
  if (!membership) return;
  std::string answer = packet_head(PacketType::connect_error, 0, membership->channel);
  JsonWriter(answer).begin_object().field("message", sentence).end_object();
  erase(*membership);
  session_.send(std::move(answer));
}

void Client::command_answered(std::uint64_t serial, std::string_view ack_id, Document result) {
  EngineLoop::Scope scope(session_.loop());
  command_ended();
  const Membership* membership = find(serial);
  if (!membership || membership->state != Membership::State::joined) return;
  const PacketType type = result.attachments.empty() ? PacketType::ack : PacketType::binary_ack;
  std::string packet = packet_head(type, result.attachments.size(), membership->channel, ack_id);
  packet += result.json.empty() ? "[]" : result.json;
  session_.send_with_attachments(std::move(packet), std::move(result.attachments), false);
}

void Client::command_ended() {
  if (waiting_commands_ > 0) --waiting_commands_;
}

void Client::emit(std::string_view channel, std::string packet, std::vector<std::string> attachments) {
  EngineLoop::Scope scope(session_.loop());
  const Membership* membership = find(channel);
  if (!membership || membership->state != Membership::State::joined) return;
  session_.send_with_attachments(std::move(packet), std::move(attachments), true);
}

void Client::expel(Membership& membership) {
  EngineLoop::Scope scope(session_.loop());
  const std::string channel = membership.channel;
  erase(membership);
  hub_.services().gateway.leave(id_, channel);
  std::string packet = packet_head(PacketType::disconnect, 0, channel);
  session_.send(std::move(packet));
}

void Client::close(std::string_view reason) {
  EngineLoop::Scope scope(session_.loop());
  std::vector<std::string> channels;
  for (const Membership* membership = memberships_.get(); membership; membership = membership->next.get())
    if (membership->state == Membership::State::joined) channels.push_back(membership->channel);
  for (const std::string& channel : channels) session_.send(packet_head(PacketType::disconnect, 0, channel));
  // 1008: what the client did or is does not fit the gateway's rules (any more).
  session_.close_orderly(reason, 1008, reason);
}

// --- memberships

Membership& Client::add_membership(std::string_view channel) {
  std::unique_ptr<Membership>* end = &memberships_;
  while (*end) end = &(*end)->next;
  *end = std::make_unique<Membership>();
  Membership& added = **end;
  added.client = this;
  added.channel = channel;
  added.serial = ++last_serial_;
  ++namespaces_;
  return added;
}

Membership* Client::find(std::string_view channel) {
  Membership* membership = memberships_.get();
  while (membership && membership->channel != channel) membership = membership->next.get();
  return membership;
}

Membership* Client::find(std::uint64_t serial) {
  Membership* membership = memberships_.get();
  while (membership && membership->serial != serial) membership = membership->next.get();
  return membership;
}

void Client::erase(Membership& membership) {
  if (membership.state == Membership::State::joined) hub_.remove(membership);
  std::unique_ptr<Membership>* link = &memberships_;
  while (link->get() != &membership) link = &(*link)->next;
  const std::unique_ptr<Membership> erased = std::exchange(*link, std::move(membership.next));
  --namespaces_;
}

}  // namespace wagate::transport_socketio
