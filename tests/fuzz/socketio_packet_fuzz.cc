#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "socketio/packet.h"
#include "wagate/utf8.h"

// A packet that passes must hold what its type promises: views inside the text, a name, arguments
// that are JSON themselves.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wagate::transport_socketio;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!wagate::is_utf8(text)) return 0;  // refused before it gets here

  Packet packet;
  if (parse_packet(text, 10, packet)) return 0;
  if (packet.attachments > 10 || packet.channel.empty() || packet.channel[0] != '/') std::abort();
  if (packet.type != PacketType::event && packet.type != PacketType::binary_event) return 0;

  JsonSummary summary;
  if (!scan_json(event_arguments(packet), packet.attachments, summary) || summary.kind != JsonKind::array) std::abort();
  const std::string name = event_name(packet);
  if (is_reserved_event(name) || !wagate::is_utf8(name)) std::abort();
  return 0;
}
