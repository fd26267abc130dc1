#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "session/reply_box.h"
#include "wagate/abi/basic.h"

namespace wagate::session_whatsapp {

// Thrown while a command is read or carried out: it is not done, and whoever asked is told why.
class Refusal : public std::runtime_error {
 public:
  Refusal(abi::StatusCode code, std::string reason, const std::string& sentence)
      : std::runtime_error(sentence), code_(code), reason_(std::move(reason)) {}

  void tell(const ReplyBox& reply) const { reply.fail(code_, reason_, what()); }

 private:
  abi::StatusCode code_;
  std::string reason_;
};

[[noreturn]] inline void refuse_argument(const std::string& sentence) {
  throw Refusal(abi::StatusCode::invalid_argument, "bad_request", sentence);
}

}  // namespace wagate::session_whatsapp
