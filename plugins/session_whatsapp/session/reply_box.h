#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "wagate/abi/command.h"
#include "wagate/owned.h"

namespace wagate::session_whatsapp {

// A command's reply on its way through the lanes of a session. When the last copy goes without an answer, the work it
// waited for was forgotten because the session closed, and the asker is told that.
class ReplyBox {
 public:
  // Takes `reply`.
  explicit ReplyBox(abi::CommandReply* reply) : state_(std::make_shared<State>(reply)) {}

  void ok(const abi::DocumentRef& result) const {
    if (const auto reply = std::move(state_->reply)) reply->ok(result);
  }
  void fail(abi::StatusCode code, std::string_view reason, std::string_view sentence) const {
    if (const auto reply = std::move(state_->reply)) reply->fail(code, reason, sentence);
  }
  void not_connected() const {
    fail(abi::StatusCode::failed_precondition, "not_connected", "The instance is not connected");
  }

 private:
  struct State {
    explicit State(abi::CommandReply* owned) : reply(owned) {}
    ~State() {
      if (reply)
        reply->fail(abi::StatusCode::failed_precondition, "not_connected", "The instance is not connected");
    }

    Owned<abi::CommandReply> reply;
  };

  std::shared_ptr<State> state_;
};

}  // namespace wagate::session_whatsapp
