#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "live_calls.h"
#include "wagate/abi/auth.h"
#include "wagate/abi/command.h"
#include "wagate/abi/host.h"
#include "wagate/abi/instances.h"
#include "wagate/log.h"

namespace wagate::api_rest {

class QrWaits;

// What the configuration says.
struct Options {
  bool websocket_enabled = true;
  bool expose_tokens = false;
  std::string client_name = "evolution";
  std::string version = "2.3.6";
  std::uint64_t max_body_bytes = 16 * 1024 * 1024;
  std::size_t max_calls = 1024;
};

// What every step of a call may use. One per unit; outlives all calls.
struct Surroundings {
  std::string unit;  // its name, for the authentication chain
  Options options;
  Logger log;
  abi::Access& access;
  abi::Clock& clock;
  abi::Commands& commands;
  abi::Executor& executor;
  abi::Instances& instances;
  abi::Runtime& runtime;
  std::shared_ptr<QrWaits> qr_waits;
  LiveCalls live_calls;
};

}  // namespace wagate::api_rest
