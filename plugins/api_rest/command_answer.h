#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "call.h"
#include "wagate/abi/command.h"
#include "wagate/document.h"

namespace wagate::api_rest {

// Why a command was not done; views valid for the call they are passed to.
struct CommandFailure {
  abi::StatusCode code = abi::StatusCode::internal;
  std::string_view reason;    // "not_on_whatsapp"
  std::string_view sentence;  // for people

  // Whether the client's request is at fault or the account may not do it: anything but a gateway or
  // a session that cannot do anything at the moment.
  bool is_about_the_request() const;
};

// What becomes of a call when its command has been executed: `on_ok` writes the answer for a success;
// failures are answered here, unless `on_refused` takes them (returns true).
struct CommandAnswer {
  std::function<void(Call&, const abi::DocumentRef&)> on_ok;
  std::function<bool(Call&, const CommandFailure&)> on_refused = nullptr;
};

// Sends a command to the instance of the call and answers with what comes back. [any]
void execute(const CallPtr& call, std::string_view command, const std::string& arguments_json, CommandAnswer answer);
void execute(const CallPtr& call, std::string_view command, const Document& arguments, CommandAnswer answer);

// For on_refused: answers failures that are about the request with [text, sentence].
std::function<bool(Call&, const CommandFailure&)> failing_with(const char* text, std::uint32_t status);

}  // namespace wagate::api_rest
