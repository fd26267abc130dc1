#pragma once

#include "wagate/abi/basic.h"

namespace wagate::abi {

// Something a client asks an instance to do. Names and argument documents are listed in
// wagate/commands.h.
struct Command {
  std::uint32_t size = sizeof(Command);
  std::uint32_t reserved = 0;
  StringRef name;  // "send_text"
  InstanceKey instance = 0;
  StringRef instance_name;
  DocumentRef arguments;  // one JSON object
};

// Answered exactly once, then released. A second answer is ignored and counted as a fault; a
// release without an answer counts as fail(internal). Past the deadline (20 s unless configured)
// the asker has been told so and an answer is ignored. [any]
class CommandReply : public Object {
 public:
  // `result` is JSON text, possibly empty. Borrowed for the call.
  virtual void ok(const DocumentRef& result) noexcept = 0;

  // `code` decides the HTTP status; `reason` is a short word for programs ("not_connected");
  // `sentence` is for people and never holds message text, numbers or keys.
  virtual void fail(StatusCode code, StringRef reason, StringRef sentence) noexcept = 0;

 protected:
  ~CommandReply() = default;
};

// Routes commands to the session that owns the instance. For plugins that take commands from
// elsewhere than a ClientGateway client (REST).
class Commands {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.commands/1";

  // Takes `reply`, answers it exactly once and releases it. not_found: no such instance;
  // failed_precondition "not_connected": no open session and the command needs one. The caller has
  // authorised the request. `command` is borrowed for the call. [any, completes later]
  virtual void execute(const Command& command, CommandReply* reply) noexcept = 0;

 protected:
  ~Commands() = default;
};

}  // namespace wagate::abi
