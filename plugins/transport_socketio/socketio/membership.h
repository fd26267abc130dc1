#pragma once

#include <cstdint>
#include <string>

#include "wagate/abi/basic.h"

namespace wagate::transport_socketio {

class Client;

// A client in one namespace.
struct Membership {
  enum class State {
    joining,  // asked for; the gateway has not answered
    leaving,  // the client left before the answer
    joined,
  };

  Client* client = nullptr;
  std::string channel;
  std::uint64_t serial = 0;  // tells this stay from an earlier one in the same namespace
  State state = State::joining;

  // Kept by Hub while joined.
  abi::AudienceId audience = 0;
  bool direct = false;      // in the list of WebSocket peers, not in the queued one
  std::uint32_t index = 0;  // in that list
};

}  // namespace wagate::transport_socketio
