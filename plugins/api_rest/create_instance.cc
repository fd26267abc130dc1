#include <algorithm>
#include <nlohmann/json.hpp>

#include "answers.h"
#include "handlers.h"
#include "jid.h"
#include "name_rules.h"
#include "proxy_row.h"
#include "qr_waits.h"
#include "settings.h"
#include "stamps.h"
#include "surroundings.h"
#include "wagate/json_writer.h"
#include "webhook_row.h"
#include "websocket_row.h"

namespace wagate::api_rest {

namespace {

constexpr std::int64_t kQrPatienceMs = 5000;
constexpr char kBusiness[] = "WHATSAPP-BUSINESS";

bool flag_at(const Json& body, const char* name) {
  const auto member = body.find(name);
  return member != body.end() && member->is_boolean() && member->get<bool>();
}

// Digits, then what numbers and addresses are made of; empty is no number.
bool is_number_of_an_account(std::string_view number) {
  if (number.empty()) return true;
  if (number[0] < '0' || number[0] > '9') return false;
  return std::all_of(number.begin(), number.end(), [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '@' ||
           c == '_' || c == '-';
  });
}

// A proxy is used only when host, port and protocol are told, but a part of one is refused: a session
// that was meant to use a proxy must not run without.
bool has_proxy(const Json& body) {
  return !text_at(body, "proxyHost").empty() || !text_at(body, "proxyPort").empty() ||
         !text_at(body, "proxyProtocol").empty();
}

ProxyRow proxy_of(const Json& body) {
  ProxyRow proxy;
  proxy.enabled = true;
  proxy.host = text_at(body, "proxyHost");
  proxy.port = text_at(body, "proxyPort");
  proxy.protocol = text_at(body, "proxyProtocol");
  proxy.username = text_at(body, "proxyUsername");
  proxy.password = text_at(body, "proxyPassword");
  return proxy;
}

// A webhook without a URL is none.
const Json* webhook_of(const Json& body) {
  const auto webhook = body.find("webhook");
  return webhook != body.end() && !text_at(*webhook, "url").empty() ? &*webhook : nullptr;
}

// What the schema cannot say. Empty when nothing is wrong. Asked-for things that this gateway does
// not have are refused, not skipped.
std::string first_problem(const Json& body) {
  if (std::string wrong = why_not_a_name(text_at(body, "instanceName")); !wrong.empty()) return wrong;
  const std::string integration = text_at(body, "integration");
  if (integration.empty()) return "Invalid integration";
  if (integration == kBusiness && text_at(body, "token").empty()) return "token is required";
  if (integration == kBusiness && text_at(body, "number").empty()) return "number is required";
  if (!is_number_of_an_account(text_at(body, "number"))) return "Invalid format";
  if (!text_at(body, "chatwootAccountId").empty() && !text_at(body, "chatwootToken").empty() &&
      !text_at(body, "chatwootUrl").empty())
    return "Chatwoot is not enabled";
  return {};
}

std::string sections_of(const Json& body, const std::string& now) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  if (const auto websocket = body.find("websocket"); websocket != body.end())
    json.field_raw("websocket", write_row(selection_from(*websocket, nullptr, now), ""));
  if (const Json* webhook = webhook_of(body))
    json.field_raw("webhook", write_webhook(webhook_from(*webhook, nullptr, now), ""));
  if (has_proxy(body))
    json.field_raw("proxy", write_proxy(stamped(proxy_of(body), nullptr, now), "", /*with_password=*/true));
  json.end_object();
  return out == "{}" ? std::string() : out;
}

// What was sent of the webhook, under the names that the answer has for it.
std::string webhook_echo(const Json& body) {
  const Json* webhook = webhook_of(body);
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  if (webhook) {
    json.field("webhookUrl", text_at(*webhook, "url"));
    if (const auto headers = webhook->find("headers"); headers != webhook->end())
      json.field_raw("webhookHeaders", to_text(*headers));
    if (webhook->contains("byEvents")) json.field("webhookByEvents", flag_at(*webhook, "byEvents"));
    if (webhook->contains("base64")) json.field("webhookBase64", flag_at(*webhook, "base64"));
  }
  json.end_object();
  return out;
}

// {"enabled":true}: an echo of the request.
std::string websocket_echo(const Json& body) {
  const auto websocket = body.find("websocket");
  if (websocket == body.end() || !websocket->contains("enabled")) return "{}";
  return websocket->at("enabled").get<bool>() ? "{\"enabled\":true}" : "{\"enabled\":false}";
}

void answer_created(Call& call, bool with_qr) {
  const std::string echo = websocket_echo(call.body());
  const bool is_there = look_at(call.around().instances, call.instance.key, [&](const abi::InstanceInfo& info) {
    std::string out;
    JsonWriter json(out);
    json.begin_object()
        .key("instance")
        .begin_object()
        .field("instanceName", info.name.view())
        .field("instanceId", info.id.view())
        .field("integration", info.integration.view())
        .field_null("webhookWaBusiness")
        .field("accessTokenWaBusiness", "")
        .field("status", with_qr ? "connecting" : text_of(info.state))
        .end_object()
        .field("hash", info.token.view())
        .field_raw("webhook", webhook_echo(call.body()))
        .field_raw("websocket", echo)
        .field_raw("rabbitmq", "{}")
        .field_raw("nats", "{}")
        .field_raw("sqs", "{}")
        .field_raw("settings", merged_settings(info.settings_json, Json::object()));
    if (with_qr) json.field_raw("qrcode", qr_answer(info));
    json.end_object();
    answer_json(call, 201, out);
  });
  if (!is_there) answer_no_instance(call, call.instance.name);
}

void answer_not_created(Call& call, const std::string& name, abi::StatusCode code, std::string_view sentence) {
  if (code != abi::StatusCode::already_exists) return answer_status(call, code, sentence);
  // A name or a token is taken, and only the name may be told apart by asking again.
  if (find_row(call.around().instances, name).is_found())
    answer_error(call, 403, {"This name \"" + name + "\" is already in use."});
  else
    answer_error(call, 400, {"Token already exists"});
}

void connect_and_answer(const CallPtr& call) {
  abi::ErrorOut error;
  const std::string number = digits_of(text_at(call->body(), "number"));
  const auto code = call->around().instances.connect(call->instance.name, number, error);
  if (code != abi::StatusCode::ok) {
    call->around().log.warn("new instance could not connect",
                            {{"instance", call->instance.name}, {"error", error.view()}});
    return answer_created(*call, true);
  }
  call->around().qr_waits->wait(call->instance.key, QrWaits::Until::code_or_open, kQrPatienceMs,
                                [call] { answer_created(*call, true); });
}

}  // namespace

void create_instance(const CallPtr& call) {
  Surroundings& around = call->around();
  const Json& body = call->body();
  if (const std::string problem = first_problem(body); !problem.empty()) return answer_error(*call, 400, {problem});
  if (has_proxy(body))
    if (const auto wrong = why_not_a_proxy(proxy_of(body)); !wrong.empty()) return answer_error(*call, 400, wrong);
  if (const Json* webhook = webhook_of(body))
    if (const auto wrong = why_not_a_webhook(around, *webhook); !wrong.empty()) return answer_error(*call, 400, wrong);

  const std::string name = text_at(body, "instanceName");
  const std::string integration = text_at(body, "integration");
  const std::string token = text_at(body, "token");
  const std::string number = text_at(body, "number");
  const std::string business_id = text_at(body, "businessId");
  const std::string settings = merged_settings("{}", body);
  const std::string sections = sections_of(body, iso_time(around.clock.unix_ms()));
  abi::CreateInstanceSpec spec;
  spec.name = name;
  spec.integration = integration;
  spec.token = token;
  spec.number = number;
  spec.business_id = business_id;
  spec.settings_json = settings;
  spec.sections_json = sections;

  abi::ErrorOut error;
  const auto code = around.instances.create(spec, error);
  if (code != abi::StatusCode::ok) return answer_not_created(*call, name, code, error.view());

  call->instance = find_row(around.instances, name);
  if (flag_at(body, "qrcode") && integration != kBusiness) connect_and_answer(call);
  else answer_created(*call, false);
}

}  // namespace wagate::api_rest
