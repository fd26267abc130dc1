#include "selection_row.h"

#include <nlohmann/json.hpp>

#include "stamps.h"
#include "wagate/events/catalog.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

std::vector<std::string> texts_of(const Json& list) {
  std::vector<std::string> out;
  for (const Json& one : list)
    if (one.is_string()) out.push_back(one.get<std::string>());
  return out;
}

}  // namespace

SelectionRow selection_from(const Json& block, const SelectionRow* previous, const std::string& now) {
  SelectionRow row;
  row.id = previous ? previous->id : new_row_id();
  row.created_at = previous ? previous->created_at : now;
  row.updated_at = now;
  row.enabled = block.value("enabled", true);
  if (!row.enabled) return row;

  if (const auto events = block.find("events"); events != block.end()) row.events = texts_of(*events);
  if (row.events.empty())
    for (const CatalogEntry& entry : kCatalog) row.events.emplace_back(entry.config);
  return row;
}

SelectionRow selection_in(const Json& section) {
  SelectionRow row;
  row.id = text_at(section, "id");
  row.enabled = flag_in(section, "enabled");
  if (const auto events = section.find("events"); events != section.end()) row.events = texts_of(*events);
  row.created_at = text_at(section, "createdAt");
  row.updated_at = text_at(section, "updatedAt");
  return row;
}

Json section_of(std::string_view sections_json, const char* name) {
  const Json sections = Json::parse(sections_json, nullptr, /*allow_exceptions=*/false);
  if (!sections.is_object()) return nullptr;
  const auto section = sections.find(name);
  return section != sections.end() && section->is_object() ? *section : Json(nullptr);
}

std::string events_json(const SelectionRow& row) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const std::string& event : row.events) json.value(event);
  json.end_array();
  return out;
}

bool flag_in(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_boolean() && member->get<bool>();
}

}  // namespace wagate::api_rest
