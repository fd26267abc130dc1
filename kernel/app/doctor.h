#pragma once

#include <string>
#include <vector>

#include "kernel/app/gateway_client.h"

namespace wagate::app {

// What a client wants and does not get.
struct Complaint {
  std::string instance;  // empty: the only one there is
  std::string event;     // "MESSAGES_UPSERT" or "messages.upsert"; empty: any
  std::string origin;    // of the browser page, empty: not a browser
};

// One question that was asked, and how it went.
struct Finding {
  bool ok = false;
  std::string text;    // "the key is accepted"
  std::string remedy;  // what to do when it is not ok
};

// Walks the way of an event from the port to the client and stops at the first thing that is off;
// the last finding tells.
std::vector<Finding> examine(const GatewayClient& gateway, const Complaint& complaint);

}  // namespace wagate::app
