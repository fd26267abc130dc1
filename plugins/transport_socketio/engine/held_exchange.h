#pragma once

#include <cstdint>
#include <utility>

#include "wagate/abi/http.h"
#include "wagate/owned.h"

namespace wagate::transport_socketio {

// A request on its way to the session it belongs to, and while it waits there.
//
// The connection's loop tells when the client has gone, and knows the exchange by address; an
// address may be used again before that word has crossed to another loop. The ticket is never used
// again.
struct HeldExchange {
  Owned<abi::HttpExchange> exchange;
  std::uint64_t ticket = 0;  // 0: not registered with the connection's loop
  std::uint32_t loop = 0;    // the connection's
  bool is_whole = true;      // its body, if it has one, is there

  explicit operator bool() const { return exchange != nullptr; }
};

}  // namespace wagate::transport_socketio
