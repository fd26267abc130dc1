#include "socketio/packet.h"

#include <algorithm>
#include <array>

namespace wagate::transport_socketio {
namespace {

// More digits than a JavaScript number holds exactly; no client counts that far.
constexpr std::size_t kMaxIdDigits = 16;

std::size_t digits_at(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
  return count;
}

bool is_binary(PacketType type) { return type == PacketType::binary_event || type == PacketType::binary_ack; }
bool is_event(PacketType type) { return type == PacketType::event || type == PacketType::binary_event; }

const char* check_payload(Packet& packet) {
  if (is_event(packet.type)) {
    if (packet.payload.kind != JsonKind::array) return "event payload is not an array";
    if (packet.payload.empty_array) return "event without a name";
    if (packet.payload.first_kind == JsonKind::string) {
      if (is_reserved_event(event_name(packet))) return "reserved event name";
    } else if (packet.payload.first_kind != JsonKind::number) {
      return "event name is not a string";
    }
    return nullptr;
  }
  switch (packet.type) {
    case PacketType::connect:
      return packet.payload.kind == JsonKind::object ? nullptr : "CONNECT payload is not an object";
    case PacketType::disconnect:
      return "DISCONNECT with a payload";
    default:
      return packet.payload.kind == JsonKind::array ? nullptr : "acknowledgement payload is not an array";
  }
}

}  // namespace

const char* parse_packet(std::string_view text, std::uint32_t max_attachments, Packet& packet) {
  packet = Packet();
  if (text.empty()) return "empty packet";
  if (text[0] < '0' || text[0] > '6') return "packet type";
  packet.type = static_cast<PacketType>(text[0] - '0');
  if (packet.type == PacketType::connect_error) return "CONNECT_ERROR from a client";
  text.remove_prefix(1);

  if (is_binary(packet.type)) {
    const std::size_t digits = digits_at(text);
    if (digits == 0 || digits >= text.size() || text[digits] != '-') return "attachment count";
    // A number of that length is out of bounds whatever it says.
    if (digits > 6) return "too many attachments";
    for (std::size_t i = 0; i < digits; ++i)
      packet.attachments = packet.attachments * 10 + static_cast<std::uint32_t>(text[i] - '0');
    if (packet.attachments == 0) return "attachment count";
    if (packet.attachments > max_attachments) return "too many attachments";
    text.remove_prefix(digits + 1);
  }

  if (!text.empty() && text[0] == '/') {
    const std::size_t comma = text.find(',');
    packet.channel = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }

  if (std::size_t digits = digits_at(text); digits > 0) {
    std::string_view id = text.substr(0, digits);
    text.remove_prefix(digits);
    while (id.size() > 1 && id[0] == '0') id.remove_prefix(1);
    if (id.size() > kMaxIdDigits) return "acknowledgement id";
    packet.has_id = true;
    packet.id = id;
  }

  if (text.empty()) {
    if (is_event(packet.type)) return "event without a payload";
    return is_binary(packet.type) ? "acknowledgement without a payload" : nullptr;
  }
  packet.has_payload = true;
  packet.json = text;
  if (!scan_json(text, packet.attachments, packet.payload)) return "payload is not JSON";
  if (is_binary(packet.type) && packet.payload.bad_placeholder) return "placeholder without an attachment";
  return check_payload(packet);
}

std::string event_name(const Packet& packet) {
  if (packet.payload.first_kind == JsonKind::string) return unquote_json(packet.payload.first);
  return std::string(packet.payload.first);
}

std::string event_arguments(const Packet& packet) {
  std::string out;
  out.reserve(packet.payload.rest.size() + 2);
  out += '[';
  if (packet.payload.has_more) out += packet.payload.rest;
  out += ']';
  return out;
}

bool is_reserved_event(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kReserved = {"connect",       "connect_error", "disconnect",
                                                                "disconnecting", "newListener",   "removeListener"};
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

std::string packet_head(PacketType type, std::uint64_t attachments, std::string_view channel, std::string_view id) {
  std::string head;
  head.reserve(channel.size() + id.size() + 16);
  head += '4';
  head += static_cast<char>('0' + static_cast<int>(type));
  if (type == PacketType::binary_event || type == PacketType::binary_ack) {
    head += std::to_string(attachments);
    head += '-';
  }
  if (channel != "/") {
    head += channel;
    head += ',';
  }
  head += id;
  return head;
}

}  // namespace wagate::transport_socketio
