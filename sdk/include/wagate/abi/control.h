#pragma once

#include "wagate/abi/command.h"

namespace wagate::abi {

// Changes the running gateway. For administrators only: the caller has authorised the request.
class Control {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.control/1";

  // Reads the configuration again and applies what has changed, all or nothing: every section is
  // checked, every unit whose section changed is asked to prepare, then all of them apply. Takes
  // `reply`: ok with {"applied":["auth_apikey"],"unchanged":[...],"restart_needed":["kernel.state_dir"]},
  // or invalid_argument with every problem in the sentence, and then nothing has changed.
  // already_exists: another reload is under way. [any, completes later]
  virtual void reload(CommandReply* reply) noexcept = 0;

 protected:
  ~Control() = default;
};

}  // namespace wagate::abi
