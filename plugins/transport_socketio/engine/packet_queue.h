#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wagate/abi/http.h"
#include "wagate/owned.h"

namespace wagate::transport_socketio {

// One packet on its way out: a frame shared with other clients, or bytes of this client only.
struct OutgoingPacket {
  Owned<abi::Frame> frame;  // null: `own`
  std::string own;          // text: with its type character; binary: the data
  bool binary = false;
  bool droppable = false;   // an event, which drop_oldest may forget
  bool continues = false;   // an attachment: stays with the packet before it

  std::string_view data() const { return frame ? frame->payload().view() : std::string_view(own); }
};

// What a session wants to say while no WebSocket takes it: between two polls, and during an upgrade.
// Costs three words while empty.
class PacketQueue {
 public:
  bool empty() const { return packets_.empty(); }
  std::uint64_t bytes() const { return bytes_; }

  void push(OutgoingPacket packet);

  // Forgets whole events, oldest first, until at most `bytes` are left or nothing droppable is;
  // returns how many.
  std::size_t drop_oldest(std::uint64_t bytes);

  // Everything as one polling payload; the queue is empty then.
  std::string take_payload();

  // Everything into a WebSocket, in order; the queue is empty then. `base64`: binary packets go as text.
  void flush_to(abi::WebSocketPeer& peer, bool base64);

  void clear();

 private:
  std::vector<OutgoingPacket> packets_;
  std::uint64_t bytes_ = 0;
};

// Sends one packet over a WebSocket.
bool send_packet(abi::WebSocketPeer& peer, const OutgoingPacket& packet, bool base64);

}  // namespace wagate::transport_socketio
