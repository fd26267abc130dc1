#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "call.h"
#include "wagate/abi/command.h"

namespace wagate::api_rest {

// Sends a command to the instance of the call and answers with what comes back: `on_ok` writes the
// answer for a success; failures are answered here, unless `on_refused` takes them (returns true).
struct CommandAnswer {
  std::function<void(Call&, const abi::DocumentRef&)> on_ok;
  std::function<bool(Call&, abi::StatusCode, std::string_view reason)> on_refused = nullptr;
};

void execute(const CallPtr& call, std::string_view command, const std::string& arguments_json, CommandAnswer answer);

}  // namespace wagate::api_rest
