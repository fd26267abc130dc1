#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json.h"

// Which events of an instance go somewhere: what the stored sections of its carriers ("websocket",
// "webhook") have in common.
namespace wagate::api_rest {

struct SelectionRow {
  std::string id;
  bool enabled = true;
  std::vector<std::string> events;  // configuration names, as the client sent them
  std::string created_at;
  std::string updated_at;
};

// What a client's {"enabled","events"} means: without events, all of them; not enabled, none.
// `previous` is what is stored now, for its id and the time of its creation; null for a new row.
SelectionRow selection_from(const Json& block, const SelectionRow* previous, const std::string& now);

// The selection of a stored section.
SelectionRow selection_in(const Json& section);

// A stored section of an instance; null when it is not set.
Json section_of(std::string_view sections_json, const char* name);

// ["MESSAGES_UPSERT","CALL"]
std::string events_json(const SelectionRow& row);

bool flag_in(const Json& object, const char* name);

}  // namespace wagate::api_rest
