#include "websocket_row.h"

#include <nlohmann/json.hpp>

#include "wagate/json_writer.h"

namespace wagate::api_rest {

bool read_row(std::string_view sections_json, SelectionRow& out) {
  const Json section = section_of(sections_json, "websocket");
  if (section.is_null()) return false;
  out = selection_in(section);
  return true;
}

std::string write_row(const SelectionRow& row, std::string_view instance_id) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("id", row.id).field("enabled", row.enabled).field_raw("events", events_json(row))
      .field("createdAt", row.created_at).field("updatedAt", row.updated_at);
  if (!instance_id.empty()) json.field("instanceId", instance_id);
  json.end_object();
  return out;
}

}  // namespace wagate::api_rest
