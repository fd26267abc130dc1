#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "wagate/abi/command.h"
#include "wagate/owned.h"

namespace wagate::session_simulator {

// A command's reply on its way through agenda and outbox. When the last copy goes without an answer, the
// session it waited for is gone, and the asker is told that.
class ReplyBox {
 public:
  explicit ReplyBox(abi::CommandReply* reply) : state_(std::make_shared<State>()) { state_->reply.reset(reply); }

  void ok(const abi::DocumentRef& result) const {
    if (auto reply = std::move(state_->reply)) reply->ok(result);
  }
  void fail(abi::StatusCode code, std::string_view reason, std::string_view sentence) const {
    if (auto reply = std::move(state_->reply)) reply->fail(code, reason, sentence);
  }

 private:
  struct State {
    Owned<abi::CommandReply> reply;

    ~State() {
      if (reply) reply->fail(abi::StatusCode::failed_precondition, "not_connected", "The instance is not connected");
    }
  };

  std::shared_ptr<State> state_;
};

}  // namespace wagate::session_simulator
