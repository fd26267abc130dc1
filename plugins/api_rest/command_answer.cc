#include "command_answer.h"

#include <exception>

#include "answers.h"
#include "surroundings.h"

namespace wagate::api_rest {

namespace {

class Reply final : public abi::CommandReply {
 public:
  Reply(CallPtr call, CommandAnswer answer) : call_(std::move(call)), answer_(std::move(answer)) {}

  void ok(const abi::DocumentRef& result) noexcept override {
    contain([&] { answer_.on_ok(*call_, result); });
  }

  void fail(abi::StatusCode code, abi::StringRef reason, abi::StringRef sentence) noexcept override {
    contain([&] {
      if (answer_.on_refused && answer_.on_refused(*call_, code, reason)) return;
      if (reason == "not_connected") return answer_not_connected(*call_, call_->instance.name);
      if (code == abi::StatusCode::not_found) return answer_no_instance(*call_, call_->instance.name);
      answer_status(*call_, code, sentence);
    });
  }

  void release() noexcept override { delete this; }

 private:
  template <typename Function>
  void contain(Function&& function) noexcept {
    try {
      function();
    } catch (const std::exception& failure) {
      call_->around().log.error("answer failed", {{"error", failure.what()}});
      answer_unexpected(*call_);
    }
  }

  CallPtr call_;
  CommandAnswer answer_;
};

}  // namespace

void execute(const CallPtr& call, std::string_view command, const std::string& arguments_json, CommandAnswer answer) {
  abi::Command request;
  request.name = command;
  request.instance = call->instance.key;
  request.instance_name = call->instance.name;
  request.arguments = abi::StringRef(arguments_json);
  call->around().commands.execute(request, new Reply(call, std::move(answer)));
}

}  // namespace wagate::api_rest
