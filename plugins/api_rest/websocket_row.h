#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json.h"

// The "websocket" section of an instance: which events its namespace gets. It is stored as the row
// that clients know: {"id","enabled","events","createdAt","updatedAt","instanceId"}.
namespace wagate::api_rest {

struct WebsocketRow {
  std::string id;
  bool enabled = true;
  std::vector<std::string> events;  // configuration names, as the client sent them
  std::string created_at;
  std::string updated_at;
};

// What a client's {"enabled","events"} means: without events, all of them; not enabled, none.
// `previous` is what is stored now, for its id and the time of its creation; null for a new row.
WebsocketRow row_from(const Json& websocket, const WebsocketRow* previous, const std::string& now);

// The stored row of an instance; false when none is set.
bool read_row(std::string_view sections_json, WebsocketRow& out);

// The row as text; with the id of its instance unless that is empty (an instance that is only being
// created).
std::string write_row(const WebsocketRow& row, std::string_view instance_id);

}  // namespace wagate::api_rest
