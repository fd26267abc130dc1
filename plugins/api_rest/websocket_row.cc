#include "websocket_row.h"

#include <nlohmann/json.hpp>

#include "stamps.h"
#include "wagate/events/catalog.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

constexpr char kSection[] = "websocket";

std::vector<std::string> texts_of(const Json& list) {
  std::vector<std::string> out;
  for (const Json& one : list)
    if (one.is_string()) out.push_back(one.get<std::string>());
  return out;
}

}  // namespace

WebsocketRow row_from(const Json& websocket, const WebsocketRow* previous, const std::string& now) {
  WebsocketRow row;
  row.id = previous ? previous->id : new_row_id();
  row.created_at = previous ? previous->created_at : now;
  row.updated_at = now;
  row.enabled = websocket.value("enabled", true);
  if (!row.enabled) return row;

  if (const auto events = websocket.find("events"); events != websocket.end()) row.events = texts_of(*events);
  if (row.events.empty())
    for (const CatalogEntry& entry : kCatalog) row.events.emplace_back(entry.config);
  return row;
}

bool read_row(std::string_view sections_json, WebsocketRow& out) {
  const Json sections = Json::parse(sections_json, nullptr, /*allow_exceptions=*/false);
  if (!sections.is_object()) return false;
  const auto row = sections.find(kSection);
  if (row == sections.end() || !row->is_object()) return false;
  const auto enabled = row->find("enabled");
  out.id = text_at(*row, "id");
  out.enabled = enabled != row->end() && enabled->is_boolean() && enabled->get<bool>();
  if (const auto events = row->find("events"); events != row->end()) out.events = texts_of(*events);
  out.created_at = text_at(*row, "createdAt");
  out.updated_at = text_at(*row, "updatedAt");
  return true;
}

std::string write_row(const WebsocketRow& row, std::string_view instance_id) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("id", row.id).field("enabled", row.enabled).key("events").begin_array();
  for (const std::string& event : row.events) json.value(event);
  json.end_array().field("createdAt", row.created_at).field("updatedAt", row.updated_at);
  if (!instance_id.empty()) json.field("instanceId", instance_id);
  json.end_object();
  return out;
}

}  // namespace wagate::api_rest
