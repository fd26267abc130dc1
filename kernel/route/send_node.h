#pragma once

#include <string_view>

#include "kernel/access/principal.h"
#include "kernel/instances/instance_registry.h"
#include "kernel/route/client_json.h"
#include "kernel/route/command_router.h"
#include "wagate/abi/command.h"
#include "wagate/log.h"

namespace wagate {

struct SendNodeContext {
  InstanceRegistry& registry;
  CommandRouter& commands;
  const Logger& log;
  bool allowed = true;  // the operator's switch
};

// A client's `sendNode`: checks it, asks whether the client may, and routes it to the session of the
// instance. On "/" the payload names the instance, by name or id; on the channel of an instance it
// may be left out and must fit.
//
// Takes `reply`, which is null when the client wants no acknowledgement. The acknowledgement is
// [{"ok":true}] or [{"ok":false,"error":code,"message":...}] with the codes bad_request,
// unauthorized, not_found, not_connected and send_failed.
void send_node(const SendNodeContext& context, const AccessPrincipal& principal, std::string_view channel,
               const abi::DocumentRef& arguments, abi::CommandReply* reply);

}  // namespace wagate
