#pragma once

#include <cstddef>
#include <cstdint>

#include "wagate/abi/archive.h"
#include "wagate/abi/auth.h"
#include "wagate/abi/basic.h"
#include "wagate/abi/bus.h"
#include "wagate/abi/callbacks.h"
#include "wagate/abi/command.h"
#include "wagate/abi/command_handler.h"
#include "wagate/abi/control.h"
#include "wagate/abi/descriptor.h"
#include "wagate/abi/event.h"
#include "wagate/abi/event_filter.h"
#include "wagate/abi/host.h"
#include "wagate/abi/http.h"
#include "wagate/abi/http_client.h"
#include "wagate/abi/instances.h"
#include "wagate/abi/metrics.h"
#include "wagate/abi/plugin.h"
#include "wagate/abi/session_provider.h"
#include "wagate/abi/stamp.h"
#include "wagate/abi/store.h"
#include "wagate/abi/transport.h"

namespace wagate::abi {

// A fingerprint of how this compiler lays out the boundary structs. Two images whose fingerprints
// differ would read each other's structs wrongly, so the kernel compares it before loading a file.
// Sizes, and the offset of the last member: a member that moves, grows or shrinks changes either.
consteval std::uint64_t layout_fingerprint() {
  const std::uint64_t facts[] = {
      sizeof(void*), sizeof(bool), sizeof(StringRef), sizeof(BytesRef), sizeof(DocumentRef), sizeof(ErrorOut),
      offsetof(ErrorOut, text), sizeof(Stamp), offsetof(Stamp, toolchain),
      sizeof(Descriptor), offsetof(Descriptor, create), sizeof(ServiceDecl),
      sizeof(UnitSpec), offsetof(UnitSpec, state_dir), sizeof(LogField), offsetof(LogField, flags),
      sizeof(RuntimeInfo), offsetof(RuntimeInfo, json),
      sizeof(FieldInfo), offsetof(FieldInfo, flags), sizeof(EventType), offsetof(EventType, facts_size),
      sizeof(EventMeta), offsetof(EventMeta, publisher), sizeof(EventView), offsetof(EventView, meta),
      sizeof(AudienceInfo), offsetof(AudienceInfo, section), sizeof(NameValue),
      sizeof(AuthRequest), offsetof(AuthRequest, auth_json), sizeof(PrincipalSpec),
      offsetof(PrincipalSpec, bounds_json), sizeof(PrincipalView), offsetof(PrincipalView, instance_count),
      sizeof(Command), offsetof(Command, arguments), sizeof(SessionSpec), offsetof(SessionSpec, proxy_json),
      sizeof(InstanceInfo), offsetof(InstanceInfo, disconnection_json),
      sizeof(CreateInstanceSpec), offsetof(CreateInstanceSpec, sections_json),
      sizeof(Envelope), sizeof(DeliveryTarget), offsetof(DeliveryTarget, envelope),
      sizeof(Delivery), offsetof(Delivery, target_count), sizeof(ClientCommand), offsetof(ClientCommand, arguments),
      sizeof(HttpRequest), offsetof(HttpRequest, body), sizeof(HttpResponse), offsetof(HttpResponse, close_connection),
      sizeof(WebSocketOptions), offsetof(WebSocketOptions, max_queue_age_ms),
      sizeof(HttpMount), offsetof(HttpMount, head_handler),
      sizeof(HttpClientRequest), offsetof(HttpClientRequest, stream_bytes), sizeof(HttpClientResponse),
      offsetof(HttpClientResponse, body), sizeof(MetricSample), offsetof(MetricSample, bound_count),
      sizeof(CallbackSpec), offsetof(CallbackSpec, section), sizeof(MessageQuery), offsetof(MessageQuery, take),
      sizeof(ChatQuery), offsetof(ChatQuery, take), sizeof(ContactQuery), offsetof(ContactQuery, take),
      sizeof(ArchiveCounts), offsetof(ArchiveCounts, chats)};
  std::uint64_t hash = 1469598103934665603ull;  // FNV-1a over the eight bytes of each fact
  for (std::uint64_t fact : facts) {
    for (int byte = 0; byte < 8; ++byte) {
      hash ^= (fact >> (8 * byte)) & 0xFF;
      hash *= 1099511628211ull;
    }
  }
  return hash;
}

}  // namespace wagate::abi
