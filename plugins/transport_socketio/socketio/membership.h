#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "wagate/abi/basic.h"

namespace wagate::transport_socketio {

class Client;

// A client in one namespace. Most clients are in one, so they hold a list and no array.
struct Membership {
  enum class State : std::uint8_t {
    joining,  // asked for; the gateway has not answered
    leaving,  // the client left before the answer
    joined,
  };

  Client* client = nullptr;
  std::string channel;
  std::uint64_t serial = 0;  // tells this stay from an earlier one in the same namespace
  std::unique_ptr<Membership> next;

  // Kept by Hub while joined.
  abi::AudienceId audience = 0;
  std::uint32_t index = 0;  // in the list of WebSocket peers, or in the queued one
  bool direct = false;      // the former

  State state = State::joining;
};

}  // namespace wagate::transport_socketio
