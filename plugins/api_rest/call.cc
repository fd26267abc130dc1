#include "call.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "answers.h"
#include "error_report.h"
#include "live_calls.h"
#include "surroundings.h"
#include "wagate/http.h"

namespace wagate::api_rest {

namespace {

std::vector<std::pair<std::string, std::string>> copy_of(const abi::NameValue* list, std::uint64_t count) {
  std::vector<std::pair<std::string, std::string>> out;
  out.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) out.emplace_back(list[i].name.str(), list[i].value.str());
  return out;
}

std::string_view first(const std::vector<std::pair<std::string, std::string>>& list, std::string_view name) {
  const auto entry = std::find_if(list.begin(), list.end(), [&](const auto& pair) { return pair.first == name; });
  return entry == list.end() ? std::string_view() : std::string_view(entry->second);
}

Question copy_of(const abi::HttpRequest& request) {
  Question question;
  question.method = request.method.str();
  question.target = request.target.str();
  question.path = request.path.str();
  question.peer = request.peer.str();
  question.secure = request.secure != 0;
  question.content_type = std::string(header(request, "content-type"));
  question.body = request.body.str();
  question.instance = std::string(path_parameter(request, "instance"));
  question.headers = copy_of(request.headers, request.header_count);
  question.query = copy_of(request.query_fields, request.query_field_count);
  return question;
}

}  // namespace

bool Caller::sees(std::string_view instance_id) const {
  return all_instances || std::find(instance_ids.begin(), instance_ids.end(), instance_id) != instance_ids.end();
}

std::string_view Question::header(std::string_view name) const { return first(headers, name); }
std::string_view Question::query_field(std::string_view name) const { return first(query, name); }

Call::Call(std::shared_ptr<Surroundings> surroundings, const Route& route, abi::HttpExchange* exchange)
    : around_(std::move(surroundings)), route_(route), question_(copy_of(exchange->request())),
      body_(std::make_unique<Json>(Json::object())), exchange_(exchange) {
  around_->live_calls.enter();
}

Call::~Call() {
  if (exchange_) answer_unexpected(*this);
  around_->live_calls.leave();
}

bool Call::shows_secrets() const {
  return around_->options.expose_tokens && caller.all_instances && caller.may(abi::kMaySeeTokens);
}

Owned<abi::HttpExchange> Call::take_exchange() {
  std::shared_ptr<Call> kept;  // goes when the lock has gone
  std::lock_guard lock(mutex_);
  if (exchange_) kept = around_->live_calls.forget(exchange_.get());
  return std::move(exchange_);
}

void Call::take_body() {
  // Under the lock: an exchange that is still here has not been answered, so its request is there.
  std::lock_guard lock(mutex_);
  if (exchange_) question_.body = exchange_->request().body.str();
}

void Call::forget_raw_body() { std::string().swap(question_.body); }

void Call::answer(std::uint32_t status, std::string_view content_type, std::string_view text) {
  const auto exchange = take_exchange();
  if (!exchange) return;
  respond(*exchange, status, content_type, text);
  if (status >= 400) report_error(*around_, status, text);
}

void Call::answer(const abi::HttpResponse& response) {
  if (const auto exchange = take_exchange()) exchange->respond(response);
}

void Call::abandon() { take_exchange().reset(); }

}  // namespace wagate::api_rest
