#include "engine/packet_queue.h"

#include <algorithm>

#include "engine/payload.h"
#include "wagate/base64.h"

namespace wagate::transport_socketio {
namespace {

// What a packet costs beside its bytes, so that a flood of tiny packets meets the limit too.
constexpr std::uint64_t kOverhead = sizeof(OutgoingPacket);

std::uint64_t cost(const OutgoingPacket& packet) { return packet.data().size() + kOverhead; }

abi::BytesRef bytes_of(std::string_view data) {
  return {reinterpret_cast<const std::uint8_t*>(data.data()), data.size()};
}

}  // namespace

void PacketQueue::push(OutgoingPacket packet) {
  bytes_ += cost(packet);
  packets_.push_back(std::move(packet));
}

std::size_t PacketQueue::drop_oldest(std::uint64_t bytes) {
  std::size_t dropped = 0;
  bool dropping = false;
  const auto unwanted = [&](const OutgoingPacket& packet) {
    // An attachment shares the fate of its event, also when the event was the last to go.
    if (!packet.continues) {
      dropping = packet.droppable && bytes_ > bytes;
      if (dropping) ++dropped;
    }
    if (dropping) bytes_ -= cost(packet);
    return dropping;
  };
  // remove_if asks once for each packet, front to back.
  packets_.erase(std::remove_if(packets_.begin(), packets_.end(), unwanted), packets_.end());
  return dropped;
}

std::string PacketQueue::take_payload() {
  std::string payload;
  payload.reserve(bytes_);
  for (const OutgoingPacket& packet : packets_) {
    if (&packet != packets_.data()) payload += kSeparator;
    if (packet.binary) {
      payload += engine_type::kBinary;
      base64::append(payload, packet.data());
    } else {
      payload += packet.data();
    }
  }
  clear();
  return payload;
}

void PacketQueue::flush_to(abi::WebSocketPeer& peer, bool base64) {
  for (const OutgoingPacket& packet : packets_)
    if (!send_packet(peer, packet, base64)) break;  // closing: on_close() follows
  clear();
}

void PacketQueue::clear() {
  packets_.clear();
  packets_.shrink_to_fit();
  bytes_ = 0;
}

bool send_packet(abi::WebSocketPeer& peer, const OutgoingPacket& packet, bool base64) {
  if (packet.binary && base64) {
    std::string text(1, engine_type::kBinary);
    base64::append(text, packet.data());
    return peer.send_text(text);
  }
  if (packet.frame) return peer.send(*packet.frame);
  return packet.binary ? peer.send_binary(bytes_of(packet.own)) : peer.send_text(packet.own);
}

}  // namespace wagate::transport_socketio
