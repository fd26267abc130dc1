#include <nlohmann/json.hpp>

#include "answers.h"
#include "handlers.h"
#include "sections.h"
#include "stamps.h"
#include "surroundings.h"
#include "websocket_row.h"

namespace wagate::api_rest {

void set_websocket(const CallPtr& call) {
  Surroundings& around = call->around();
  if (!around.options.websocket_enabled) return answer_empty(*call, 201);

  SelectionRow stored;
  const bool has_row = read_row(call->instance.sections_json, stored);
  const SelectionRow row =
      selection_from(call->body().at("websocket"), has_row ? &stored : nullptr, iso_time(around.clock.unix_ms()));
  const std::string json = write_row(row, call->instance.id);

  if (store_section(*call, "websocket", json)) answer_json(*call, 201, json);
}

void find_websocket(const CallPtr& call) {
  if (!call->around().options.websocket_enabled) return answer_empty(*call, 200);
  SelectionRow row;
  const bool has_row = read_row(call->instance.sections_json, row);
  answer_json(*call, 200, has_row ? write_row(row, call->instance.id) : "null");
}

}  // namespace wagate::api_rest
