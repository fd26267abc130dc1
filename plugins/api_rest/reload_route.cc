#include "answers.h"
#include "handlers.h"
#include "surroundings.h"

namespace wagate::api_rest {

namespace {

class ReloadReply final : public abi::CommandReply {
 public:
  explicit ReloadReply(CallPtr call) : call_(std::move(call)) {}

  void ok(const abi::DocumentRef& report) noexcept override { answer_json(*call_, 200, report.json.view()); }
  void fail(abi::StatusCode code, abi::StringRef, abi::StringRef sentence) noexcept override {
    answer_error(*call_, code == abi::StatusCode::already_exists ? 409 : 400, {sentence.str()});
  }
  void release() noexcept override { delete this; }

 private:
  const CallPtr call_;
};

}  // namespace

void reload_configuration(const CallPtr& call) {
  if (!call->around().control) return answer_error(*call, 501, {"this gateway cannot reload its configuration"});
  call->around().control->reload(new ReloadReply(call));
}

}  // namespace wagate::api_rest
