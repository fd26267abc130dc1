#pragma once

#include <cstdint>
#include <string_view>

#include "kernel/access/principal.h"
#include "wagate/abi/host.h"
#include "wagate/abi/transport.h"
#include "wagate/line_budget.h"
#include "wagate/log.h"

namespace wagate {

// The trail that each client leaves in the log, in the same words for all transports, one line at info per
// step: handshake accepted, joined, left, closed. (What was refused is RefusalLog's.)
//
// A client that has shown no credentials yet is a stranger: until it has joined something, its steps are
// told at debug. One that joins and leaves without end is told about up to kLinesPerClient times a second.
// Nothing is written per event. Every member may be called from any thread.
class ClientTrail {
 public:
  static constexpr std::uint32_t kLinesPerClient = 20;

  ClientTrail(Logger log, abi::Clock& clock) : log_(log), budget_(clock, kLinesPerClient, 0) {}

  // `principal` is null while the client is not known.
  void accepted(abi::ClientId client, std::string_view transport, std::string_view peer, const AccessPrincipal* principal);
  void joined(abi::ClientId client, std::string_view transport, std::string_view channel, const AccessPrincipal& principal);
  void left(abi::ClientId client, std::string_view transport, std::string_view channel);
  void closed(abi::ClientId client, std::string_view transport, std::string_view reason, bool was_known);

 private:
  const Logger log_;
  LineBudget budget_;
};

}  // namespace wagate
