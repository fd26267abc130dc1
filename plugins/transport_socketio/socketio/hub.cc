#include "socketio/hub.h"

#include "engine/session.h"
#include "socketio/client.h"

namespace wagate::transport_socketio {

Client* Hub::client(abi::ClientId id) const {
  const auto found = clients_.find(id);
  return found == clients_.end() ? nullptr : found->second;
}

void Hub::insert(Audience& audience, Membership& membership) {
  abi::WebSocketPeer* const peer = membership.client->session().direct_peer();
  membership.direct = peer != nullptr;
  auto& list = peer ? audience.direct : audience.queued;
  membership.index = static_cast<std::uint32_t>(list.size());
  list.push_back(&membership);
  if (peer) audience.peers.push_back(peer);
}

void Hub::erase(Audience& audience, Membership& membership) {
  auto& list = membership.direct ? audience.direct : audience.queued;
  const std::uint32_t at = membership.index;
  list[at] = list.back();
  list[at]->index = at;
  list.pop_back();
  if (!membership.direct) return;
  audience.peers[at] = audience.peers.back();
  audience.peers.pop_back();
}

void Hub::add(Membership& membership) { insert(audiences_[membership.audience], membership); }

void Hub::remove(Membership& membership) {
  const auto found = audiences_.find(membership.audience);
  if (found == audiences_.end()) return;
  erase(found->second, membership);
  if (found->second.empty() && !delivering_) audiences_.erase(found);
  services_.audiences.remove(membership.audience, loop_);
}

void Hub::moved(Membership& membership) {
  const auto found = audiences_.find(membership.audience);
  if (found == audiences_.end()) return;
  erase(found->second, membership);
  insert(found->second, membership);
}

void Hub::deliver(const DeliveryBatch& batch) {
  delivering_ = true;
  for (const DeliveryBatch::Item& item : batch.items) {
    const auto found = audiences_.find(item.audience);
    if (found == audiences_.end()) continue;
    Audience& audience = found->second;

    frames_.clear();
    for (std::uint32_t i = 0; i < item.count; ++i) frames_.push_back(batch.frames[item.first + i].get());
    if (!audience.peers.empty()) {
      peers_.assign(audience.peers.begin(), audience.peers.end());
      http_.send_to_all(loop_, frames_.data(), frames_.size(), peers_.data(), peers_.size());
    }
    // Backwards: a member that is cut off for its full queue leaves, and one that has had its turn
    // takes its place.
    for (std::size_t i = audience.queued.size(); i-- > 0;)
      audience.queued[i]->client->session().send_event(frames_.data(), frames_.size());
    if (audience.empty()) audiences_.erase(found);
  }
  delivering_ = false;
}

void Hub::close_audience(abi::AudienceId audience) {
  while (true) {
    const auto found = audiences_.find(audience);
    if (found == audiences_.end()) return;
    Membership& member = found->second.direct.empty() ? *found->second.queued.back() : *found->second.direct.back();
    member.client->expel(member);
  }
}

}  // namespace wagate::transport_socketio
