#include <nlohmann/json.hpp>

#include "answers.h"
#include "command_answer.h"
#include "handlers.h"
#include "jid.h"
#include "qr_waits.h"
#include "surroundings.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

constexpr std::int64_t kConnectPatienceMs = 2000;

void answer_success(Call& call, const char* message) {
  std::string out;
  JsonWriter(out).begin_object().field("status", "SUCCESS").field("error", false)
      .key("response").begin_object().field("message", message).end_object().end_object();
  answer_json(call, 200, out);
}

void answer_connection(Call& call) {
  const bool is_there = look_at(call.around().instances, call.instance.key, [&](const abi::InstanceInfo& info) {
    if (info.state == abi::ConnectionState::open) answer_json(call, 200, state_answer(call.instance.name, info.state));
    else answer_json(call, 200, qr_answer(info));
  });
  if (!is_there) answer_no_instance(call, call.instance.name);
}

void answer_when_there_is_something(const CallPtr& call, QrWaits::Until until) {
  call->around().qr_waits->wait(call->instance.key, until, kConnectPatienceMs, [call] { answer_connection(*call); });
}

}  // namespace

void connect_instance(const CallPtr& call) {
  if (call->instance.state != abi::ConnectionState::close) return answer_connection(*call);
  const std::string_view number = call->question().query_field("number");
  if (!is_phone_number(number))
    return answer_soft_error(*call, "\"number\" must consist of digits, with the country code first");

  abi::ErrorOut error;
  const auto code = call->around().instances.connect(call->instance.name, digits_of(number), error);
  if (code == abi::StatusCode::not_found) return answer_no_instance(*call, call->instance.name);
  if (code != abi::StatusCode::ok) return answer_soft_error(*call, error.view());
  answer_when_there_is_something(call, QrWaits::Until::code_or_open);
}

void restart_instance(const CallPtr& call) {
  abi::ErrorOut error;
  const auto code = call->around().instances.restart(call->instance.name, error);
  if (code == abi::StatusCode::not_found) return answer_no_instance(*call, call->instance.name);
  if (code == abi::StatusCode::failed_precondition) return answer_soft_error(*call, not_connected(call->instance.name));
  if (code != abi::StatusCode::ok) return answer_soft_error(*call, error.view());
  answer_when_there_is_something(call, QrWaits::Until::code_or_opened);
}

void connection_state(const CallPtr& call) {
  answer_json(*call, 200, state_answer(call->instance.name, call->instance.state));
}

void set_presence(const CallPtr& call) {
  std::string arguments;
  JsonWriter(arguments).begin_object()
      .field("presence", call->body().at("presence").get_ref<const std::string&>()).end_object();
  execute(call, commands::kSetPresence, arguments,
          {.on_ok = [arguments](Call& done, const abi::DocumentRef&) { answer_json(done, 201, arguments); }});
}

void logout_instance(const CallPtr& call) {
  abi::ErrorOut error;
  const auto code = call->around().instances.logout(call->instance.name, error);
  if (code == abi::StatusCode::ok) return answer_success(*call, "Instance logged out");
  if (code == abi::StatusCode::not_found) return answer_no_instance(*call, call->instance.name);
  if (code == abi::StatusCode::failed_precondition) return answer_not_connected(*call, call->instance.name);
  answer_status(*call, code, error.view());
}

void delete_instance(const CallPtr& call) {
  abi::ErrorOut error;
  const auto code = call->around().instances.remove(call->instance.name, error);
  if (code == abi::StatusCode::ok) return answer_success(*call, "Instance deleted");
  if (code == abi::StatusCode::not_found) return answer_no_instance(*call, call->instance.name);
  answer_status(*call, code, error.view());
}

}  // namespace wagate::api_rest
