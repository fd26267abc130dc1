#pragma once

#include <cstdint>

namespace wagate::transport_socketio {

// What the Socket.IO layer is told by the configuration.
struct SocketIoSettings {
  std::int64_t connect_timeout_ms = 45000;  // from the open packet to the first joined namespace
  std::int64_t pending_timeout_ms = 5000;   // the same for clients that showed no key at the handshake
  std::uint32_t max_pending_per_peer = 16;
  std::uint32_t max_attachments = 10;        // of one packet from a client
  std::uint32_t max_event_attachments = 10;  // of one event to clients; more: base64 text instead
  std::uint32_t max_namespaces = 64;         // of one session, those being joined included
  std::uint32_t max_waiting_commands = 256;  // of one client, those that asked for an acknowledgement
  std::uint64_t max_payload_bytes = 1000000;
};

}  // namespace wagate::transport_socketio
