#pragma once

#include <cstdint>
#include <span>

#include "call.h"
#include "validation.h"

namespace wagate::api_rest {

// Whose key opens a route.
enum class KeyRule {
  none,           // nobody is asked
  any,            // every valid key; the handler shows each caller its own
  administrator,  // only a caller that may administer the gateway
  instance,       // a caller that sees the {instance} of the path
};

// Runs on the executor, so it may wait for disks; answers the call now or lets somebody answer it
// later. What it throws is a 500.
using Handler = void (*)(const CallPtr& call);

// One row of the table. Authentication, the look-up of the instance, reading and checking the body
// are done by the time the handler runs.
struct Route {
  const char* methods;  // "POST" or "POST PUT"; empty: all
  const char* pattern;  // {instance} is the name of an instance
  KeyRule key = KeyRule::instance;
  std::uint32_t permissions = 0;  // abi::Permissions the caller needs
  std::span<const Rule> rules = {};  // of the body; empty: the body is not read
  Handler handler = nullptr;
};

// Every route of the interface.
std::span<const Route> routes();

}  // namespace wagate::api_rest
