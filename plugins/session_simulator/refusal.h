#pragma once

#include <string>
#include <utility>

#include "wagate/abi/basic.h"

namespace wagate::session_simulator {

// Why a command is not executed. Thrown while its arguments are read or its action runs, and told to who asked.
struct Refusal {
  abi::StatusCode code = abi::StatusCode::internal;
  std::string reason;    // a word for programs
  std::string sentence;  // for people; no texts, numbers or keys
};

[[noreturn]] inline void refuse_argument(std::string sentence) {
  throw Refusal{abi::StatusCode::invalid_argument, "bad_request", std::move(sentence)};
}
[[noreturn]] inline void refuse_unauthorized(std::string sentence) {
  throw Refusal{abi::StatusCode::permission_denied, "not_authorized", std::move(sentence)};
}
[[noreturn]] inline void refuse_group() {
  throw Refusal{abi::StatusCode::not_found, "group_not_found", "Group not found"};
}
[[noreturn]] inline void refuse_message() {
  throw Refusal{abi::StatusCode::not_found, "message_not_found", "Message not found"};
}

}  // namespace wagate::session_simulator
