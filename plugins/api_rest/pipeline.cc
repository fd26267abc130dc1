#include "pipeline.h"

#include <exception>

#include "answers.h"
#include "body.h"
#include "multipart.h"
#include "percent.h"
#include "routes.h"
#include "surroundings.h"
#include "wagate/task.h"

namespace wagate::api_rest {

namespace {

bool is_permitted(const Call& call) {
  switch (call.route().key) {
    case KeyRule::none: return true;
    case KeyRule::administrator: return call.caller.may(abi::kMayAdminister);
    case KeyRule::any:
    case KeyRule::instance: return call.caller.may(call.route().permissions);
  }
  return false;
}

// Whether the call may go on; answers it otherwise. A caller that is limited to some instances gets
// the same answer for a foreign instance and for one that is not there.
bool find_instance(Call& call) {
  if (call.route().key != KeyRule::instance) return true;
  call.instance = find_row(call.around().instances, call.question().instance);
  if (call.instance.is_found() && call.caller.sees(call.instance.id)) return true;
  if (call.caller.all_instances) answer_no_instance(call, call.question().instance);
  else answer_unauthorized(call);
  return false;
}

bool read_and_check_body(Call& call) {
  if (call.route().rules.empty() && !call.route().prepare) return true;
  const Question& question = call.question();
  const std::string wrong = call.route().takes_file && is_multipart(question.content_type)
                                ? read_upload(question.content_type, question.body, call.body(), call.file)
                                : read_body(question.content_type, question.body, call.body());
  if (!call.file.is_there()) call.forget_raw_body();
  if (!wrong.empty()) {
    answer_unreadable(call, wrong);
    return false;
  }
  if (has_text_fields(question.content_type)) fit_texts(call.route().rules, call.body());
  if (call.route().prepare && !call.route().prepare(call)) return false;
  if (const auto found = find_violations(call.route().rules, call.body()); !found.empty()) {
    answer_violations(call, found);
    return false;
  }
  return true;
}

// One step on the executor; what it throws is a 500.
template <typename Step>
void post(const CallPtr& call, Step step) {
  call->around().executor.post(make_task([call, step] {
    try {
      step(call);
    } catch (const std::exception& failure) {
      call->around().log.error("request failed", {{"route", call->route().pattern}, {"error", failure.what()}});
      answer_unexpected(*call);
    }
  }));
}

void handle(const CallPtr& call) {
  if (read_and_check_body(*call)) call->route().handler(call);
}

void admit(const CallPtr& call) {
  if (!is_permitted(*call)) return answer_unauthorized(*call);
  if (!find_instance(*call)) return;
  // A body that nobody reads is not waited for.
  const bool reads_body = !call->route().rules.empty() || call->route().prepare;
  if (!reads_body || call->is_complete_with_this()) handle(call);
}

class Authenticated final : public abi::AccessReply {
 public:
  explicit Authenticated(CallPtr call) : call_(std::move(call)) {}

  void allowed(const abi::PrincipalView& principal) noexcept override {
    Caller& caller = call_->caller;
    caller.permissions = principal.permissions;
    caller.all_instances = principal.all_instances != 0;
    for (std::uint64_t i = 0; i < principal.instance_count; ++i)
      caller.instance_ids.push_back(principal.instance_ids[i].str());
    post(call_, admit);
  }
  void refused(abi::StatusCode, abi::StringRef) noexcept override { answer_unauthorized(*call_); }
  void release() noexcept override { delete this; }

 private:
  CallPtr call_;
};

// Keys travel in headers only: the query is not shown to the chain.
void authenticate(const CallPtr& call) {
  const Question& question = call->question();
  std::vector<abi::NameValue> headers;
  headers.reserve(question.headers.size());
  for (const auto& [name, value] : question.headers) headers.push_back({name, value});
  const std::string path = percent_decoded(question.path, false);

  abi::AuthRequest request;
  request.secure = question.secure ? 1 : 0;
  request.transport = call->around().unit;
  request.peer = question.peer;
  request.origin = question.header("origin");
  request.path = path;
  request.headers = headers.data();
  request.header_count = headers.size();
  call->around().access.authenticate(request, new Authenticated(call));
}

}  // namespace

void begin(const CallPtr& call) {
  if (call->route().key == KeyRule::none) post(call, admit);
  else authenticate(call);
}

void go_on(const CallPtr& call) { post(call, handle); }

}  // namespace wagate::api_rest
