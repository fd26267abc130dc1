#include "sections.h"

#include <nlohmann/json.hpp>

#include "wagate/events/catalog.h"

namespace wagate::filter_selection {
namespace {

using nlohmann::json;

// Names come from whoever wrote the section: long ones are not repeated in a log line.
constexpr std::size_t kMaxQuotedName = 64;

void complain(Choice& choice, std::string sentence) {
  if (choice.problem.empty()) choice.problem = std::move(sentence);
}

std::uint64_t mask_of_events(const json& events, const std::string& section, Choice& choice) {
  std::uint64_t mask = 0;
  for (const json& name : events) {
    if (!name.is_string()) {
      complain(choice, "section \"" + section + "\" has an event that is not a text");
      continue;
    }
    const auto& text = name.get_ref<const std::string&>();
    const std::uint32_t index = catalog_index_of_config(text);
    if (index == abi::kNotInCatalog) {
      complain(choice, "section \"" + section + "\" names an event that does not exist: \"" +
                           text.substr(0, kMaxQuotedName) + "\"");
      continue;
    }
    mask |= std::uint64_t{1} << index;
  }
  return mask;
}

std::uint64_t mask_of_section(const json& sections, const std::string& name, Choice& choice) {
  const auto section = sections.find(name);
  if (section == sections.end() || section->is_null()) return 0;
  if (!section->is_object()) {
    complain(choice, "section \"" + name + "\" is not an object");
    return 0;
  }
  const auto enabled = section->find("enabled");
  if (enabled == section->end() || *enabled != true) return 0;

  const auto events = section->find("events");
  if (events == section->end() || events->is_null()) return kAllEvents;
  if (!events->is_array()) {
    complain(choice, "\"events\" of section \"" + name + "\" is not a list");
    return 0;
  }
  return events->empty() ? kAllEvents : mask_of_events(*events, name, choice);
}

}  // namespace

Choice read_sections(std::string_view sections_json) {
  Choice choice;
  if (sections_json.empty()) return choice;
  const json sections = json::parse(sections_json, nullptr, /*allow_exceptions=*/false);
  if (!sections.is_object()) {
    complain(choice, "the sections are not a JSON object");
    return choice;
  }
  choice.websocket = mask_of_section(sections, "websocket", choice);
  choice.webhook = mask_of_section(sections, "webhook", choice);
  return choice;
}

}  // namespace wagate::filter_selection
