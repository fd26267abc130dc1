#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json.h"
#include "selection_row.h"

// The "webhook" section of an instance: where its events are posted, and which. It is stored as the row
// that clients know: {"id","url","headers","enabled","events","webhookByEvents","webhookBase64",
// "createdAt","updatedAt","instanceId"}.
namespace wagate::api_rest {

struct Surroundings;

struct WebhookRow : SelectionRow {
  std::string url;
  std::string headers_json = "null";  // an object of texts, or null
  bool by_events = false;             // the event's name is appended to the URL
  bool base64 = false;                // received media are sent along
};

// What is wrong with a client's webhook, in the words of the original first; empty when nothing is. One
// that is off may have any URL. An address inside is refused unless the configuration allows it.
std::vector<std::string> why_not_a_webhook(Surroundings& around, const Json& block);

// What a client's {"enabled","url","headers","events","byEvents","base64"} means: without events, all of
// them; not enabled, none. `previous` is what is stored now; null for a new row.
WebhookRow webhook_from(const Json& block, const WebhookRow* previous, const std::string& now);

// The stored row of an instance; false when none is set.
bool read_webhook(std::string_view sections_json, WebhookRow& out);

// The row as text; with the id of its instance unless that is empty.
std::string write_webhook(const WebhookRow& row, std::string_view instance_id);

}  // namespace wagate::api_rest
