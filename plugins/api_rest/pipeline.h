#pragma once

#include "call.h"

namespace wagate::api_rest {

// Sends a call on its way: the key first, then the instance, then the body, then the handler. A
// caller without a valid key learns nothing, not even whether a name exists. Returns at once; the
// steps run on the executor. [any]
void begin(const CallPtr& call);

// The body has come after the caller was found to be allowed: the handler's turn. [any]
void go_on(const CallPtr& call);

}  // namespace wagate::api_rest
