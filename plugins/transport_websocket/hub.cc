#include "hub.h"

#include <utility>

#include "connection.h"
#include "wagate/http.h"

namespace wagate::transport_websocket {

Hub::Hub(SharedServices& services, std::uint32_t loop) : services_(services), loop_(loop) {}

Hub::~Hub() = default;

void Hub::on_request(abi::HttpExchange* raw) {
  Owned<abi::HttpExchange> exchange(raw);
  const abi::HttpRequest& request = exchange->request();
  LoopPoster::Pass pass = services_.poster->enter();
  if (stopping_ || !pass)
    return respond_json(*exchange, 503, R"({"status":503,"error":"Service Unavailable","message":"the gateway is stopping"})");
  if (request.origin_check == abi::OriginCheck::refused) {
    services_.refusals.note(RefusedStep::handshake, "origin not listed", "Origin not allowed", request.peer.view());
    return respond_json(*exchange, 403, R"({"status":403,"error":"Forbidden","message":"Origin not allowed"})");
  }
  if (!request.wants_websocket)
    return respond_json(*exchange, 426, R"({"status":426,"error":"Upgrade Required","message":"this path speaks WebSocket"})");

  std::string channel = "/";
  channel += path_parameter(request, "instance");
  const std::uint64_t serial = ++last_serial_;
  auto connection = std::make_unique<Connection>(*this, serial, std::move(exchange), std::move(pass), std::move(channel));
  Connection& added = *connection;
  exchanges_[raw] = &added;
  connections_.emplace(serial, std::move(connection));
  added.begin();
}

void Hub::on_abort(abi::HttpExchange& exchange) {
  const auto found = exchanges_.find(&exchange);
  if (found != exchanges_.end()) found->second->abandon("the client went away during the handshake");
}

Connection* Hub::find(std::uint64_t serial) const {
  const auto found = connections_.find(serial);
  return found == connections_.end() ? nullptr : found->second.get();
}

Connection* Hub::client(abi::ClientId id) const {
  const auto found = clients_.find(id);
  return found == clients_.end() ? nullptr : found->second;
}

void Hub::add(Connection& connection) {
  services_.audiences.add(connection.audience(), loop_);
  Audience& audience = audiences_[connection.audience()];
  connection.index = static_cast<std::uint32_t>(audience.members.size());
  audience.members.push_back(&connection);
  audience.peers.push_back(connection.peer());
}

void Hub::remove(Connection& connection) {
  const auto found = audiences_.find(connection.audience());
  if (found == audiences_.end()) return;
  Audience& audience = found->second;
  const std::uint32_t at = connection.index;
  audience.members[at] = audience.members.back();
  audience.members[at]->index = at;
  audience.members.pop_back();
  audience.peers[at] = audience.peers.back();
  audience.peers.pop_back();
  if (audience.members.empty()) audiences_.erase(found);
  services_.audiences.remove(connection.audience(), loop_);
}

void Hub::destroy(Connection& connection) {
  if (connection.exchange()) exchanges_.erase(connection.exchange());
  clients_.erase(connection.id());
  connections_.erase(connection.serial());
}

void Hub::deliver(const DeliveryBatch& batch) {
  for (const DeliveryBatch::Item& item : batch.items) {
    const auto found = audiences_.find(item.audience);
    if (found == audiences_.end()) continue;
    peers_.assign(found->second.peers.begin(), found->second.peers.end());
    abi::Frame* const frame = batch.frames[item.frame].get();
    services_.http.send_to_all(loop_, &frame, 1, peers_.data(), peers_.size());
  }
}

void Hub::close_audience(abi::AudienceId audience, std::string_view reason) {
  const auto found = audiences_.find(audience);
  if (found == audiences_.end()) return;
  const std::vector<Connection*> members = found->second.members;
  for (Connection* member : members) member->close(kCloseInstanceGone, reason.empty() ? "the instance was deleted" : reason);
}

std::uint64_t Hub::queued_bytes() const {
  std::uint64_t bytes = 0;
  for (const auto& [serial, connection] : connections_)
    if (connection->peer()) bytes += connection->peer()->buffered_bytes();
  return bytes;
}

void Hub::stop() {
  stopping_ = true;
  std::vector<std::uint64_t> serials;
  for (const auto& [serial, connection] : connections_) serials.push_back(serial);
  for (const std::uint64_t serial : serials) {
    if (Connection* connection = find(serial)) connection->close(kCloseGoingAway, "the gateway is stopping");
    if (Connection* connection = find(serial)) connection->abandon("the gateway is stopping");
  }
}

}  // namespace wagate::transport_websocket
