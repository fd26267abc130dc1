#include <nlohmann/json.hpp>

#include "answers.h"
#include "handlers.h"
#include "sections.h"
#include "stamps.h"
#include "surroundings.h"
#include "webhook_row.h"

namespace wagate::api_rest {

bool wrap_flat_webhook(Call& call) {
  Json& body = call.body();
  if (!body.is_object() || body.contains("webhook") || !(body.contains("url") || body.contains("enabled"))) return true;
  Json block = std::move(body);
  body = Json::object();
  body["webhook"] = std::move(block);
  return true;
}

void set_webhook(const CallPtr& call) {
  Surroundings& around = call->around();
  const Json& block = call->body().at("webhook");
  if (const auto wrong = why_not_a_webhook(around, block); !wrong.empty()) return answer_error(*call, 400, wrong);

  WebhookRow stored;
  const bool has_row = read_webhook(call->instance.sections_json, stored);
  const WebhookRow row = webhook_from(block, has_row ? &stored : nullptr, iso_time(around.clock.unix_ms()));
  const std::string json = write_webhook(row, call->instance.id);
  if (store_section(*call, "webhook", json)) answer_json(*call, 201, json);
}

void find_webhook(const CallPtr& call) {
  WebhookRow row;
  const bool has_row = read_webhook(call->instance.sections_json, row);
  answer_json(*call, 200, has_row ? write_webhook(row, call->instance.id) : "null");
}

}  // namespace wagate::api_rest
