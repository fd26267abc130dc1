#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "socketio/json_scan.h"

// Socket.IO protocol 5: the packets that travel inside Engine.IO messages.
namespace wagate::transport_socketio {

enum class PacketType : std::uint8_t {
  connect = 0,
  disconnect = 1,
  event = 2,
  ack = 3,
  connect_error = 4,
  binary_event = 5,
  binary_ack = 6,
};

// A packet as a client wrote it. Views point into the parsed text.
struct Packet {
  PacketType type = PacketType::connect;
  std::uint32_t attachments = 0;  // binary messages that follow
  std::string_view channel = "/";  // the namespace
  bool has_id = false;
  std::string_view id;            // digits without leading zeros: ids are given back, not counted with
  bool has_payload = false;
  std::string_view json;          // empty without payload
  JsonSummary payload;
};

// Reads one packet. Returns null, or the rule that `text` breaks, as a word for the log
// ("attachment count"). The grammar and the kinds of payload are checked, so that a packet that
// passes needs no second look: an event has a name, a placeholder an attachment.
//
// `text` must be UTF-8.
const char* parse_packet(std::string_view text, std::uint32_t max_attachments, Packet& packet);

// Name of an event packet; numbers keep their spelling.
std::string event_name(const Packet& packet);

// The arguments behind the name as a JSON array.
std::string event_arguments(const Packet& packet);

// Whether clients and servers may not emit that name, because it means something to the library.
bool is_reserved_event(std::string_view name);

// The beginning of a message, up to the payload: Engine.IO type, packet type, count of attachments,
// namespace, id.
std::string packet_head(PacketType type, std::uint64_t attachments, std::string_view channel, std::string_view id = {});

}  // namespace wagate::transport_socketio
