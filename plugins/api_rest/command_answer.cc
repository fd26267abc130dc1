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
      const CommandFailure failure = {code, reason, sentence};
      if (answer_.on_refused && answer_.on_refused(*call_, failure)) return;
      if (failure.reason == "not_connected") return answer_not_connected(*call_, call_->instance.name);
      if (failure.reason == "not_found") return answer_no_instance(*call_, call_->instance.name);
      answer_status(*call_, code, failure.sentence);
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

void send_command(const CallPtr& call, std::string_view command, const abi::DocumentRef& arguments,
                  CommandAnswer answer) {
  abi::Command request;
  request.name = command;
  request.instance = call->instance.key;  // the name may be another instance's by now
  request.instance_name = call->instance.name;
  request.arguments = arguments;
  call->around().commands.execute(request, new Reply(call, std::move(answer)));
}

}  // namespace

bool CommandFailure::is_about_the_request() const {
  using abi::StatusCode;
  if (reason == "not_connected" || reason == "not_found") return false;
  switch (code) {
    case StatusCode::unavailable:
    case StatusCode::resource_exhausted:
    case StatusCode::deadline_exceeded:
    case StatusCode::internal:
    case StatusCode::ok: return false;
    default: return true;
  }
}

void execute(const CallPtr& call, std::string_view command, const std::string& arguments_json, CommandAnswer answer) {
  send_command(call, command, abi::DocumentRef(abi::StringRef(arguments_json)), std::move(answer));
}

void execute(const CallPtr& call, std::string_view command, const Document& arguments, CommandAnswer answer) {
  const DocumentView view(arguments);
  send_command(call, command, view, std::move(answer));
}

std::function<bool(Call&, const CommandFailure&)> failing_with(const char* text, std::uint32_t status) {
  return [text, status](Call& call, const CommandFailure& failure) {
    if (!failure.is_about_the_request()) return false;
    answer_error(call, status, {text, std::string(failure.sentence)});
    return true;
  };
}

}  // namespace wagate::api_rest
