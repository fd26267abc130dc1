#include <algorithm>

#include <nlohmann/json.hpp>

#include "kernel/instances/instance_store.h"
#include "wagate/json_writer.h"

// The JSON documents of the registry, read with a parser: none of this is on the path of an event.
namespace wagate {

namespace {

using abi::StatusCode;
using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxSectionBytes = 256 * 1024;

struct Setting {
  const char* name;
  bool is_text;
};

constexpr Setting kSettings[] = {{"rejectCall", false},   {"msgCall", true},     {"groupsIgnore", false},
                                 {"alwaysOnline", false}, {"readMessages", false}, {"readStatus", false},
                                 {"syncFullHistory", false}, {"wavoipToken", true}};

// Null (as a discarded value) when the text is not JSON.
Json parse(std::string_view text) { return Json::parse(text, nullptr, false); }

std::string dump(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t integer_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

bool is_section_name(std::string_view name) {
  return !name.empty() && name.size() <= 32 && name != "settings" &&
         std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

}  // namespace

std::string write_instance(const InstanceRecord& record) {
  std::string out;
  JsonWriter(out)
      .begin_object()
      .field("id", record.id)
      .field("name", record.name)
      .field("token", record.token)
      .field("integration", record.integration)
      .field("number", record.number)
      .field("businessId", record.business_id)
      .field("wanted", record.wanted)
      .field("ownerJid", record.owner_jid)
      .field("profileName", record.profile_name)
      .field("profilePictureUrl", record.profile_picture_url)
      .field("createdAt", record.created_at_ms)
      .field("updatedAt", record.updated_at_ms)
      .field("disconnectedAt", record.disconnected_at_ms)
      .field("disconnectionCode", record.disconnection_code)
      .field("disconnection", record.disconnection_json)
      .field_raw("settings", record.settings_json)
      .field_raw("sections", record.sections_json.empty() ? std::string_view("{}") : record.sections_json)
      .end_object();
  return out;
}

std::optional<InstanceRecord> read_instance(std::string_view json) {
  const Json document = parse(json);
  if (!document.is_object()) return std::nullopt;
  InstanceRecord record;
  record.id = text_of(document, "id");
  record.name = text_of(document, "name");
  record.token = text_of(document, "token");
  record.integration = text_of(document, "integration");
  record.number = text_of(document, "number");
  record.business_id = text_of(document, "businessId");
  record.owner_jid = text_of(document, "ownerJid");
  record.profile_name = text_of(document, "profileName");
  record.profile_picture_url = text_of(document, "profilePictureUrl");
  record.created_at_ms = integer_of(document, "createdAt");
  record.updated_at_ms = integer_of(document, "updatedAt");
  record.disconnected_at_ms = integer_of(document, "disconnectedAt");
  record.disconnection_code = integer_of(document, "disconnectionCode");
  record.disconnection_json = text_of(document, "disconnection");
  if (const auto wanted = document.find("wanted"); wanted != document.end() && wanted->is_boolean())
    record.wanted = wanted->get<bool>();
  if (record.id.empty() || record.name.empty() || record.token.empty()) return std::nullopt;

  const auto settings = document.find("settings");
  if (!normalise_settings(settings == document.end() ? std::string("{}") : dump(*settings), record.settings_json).ok())
    return std::nullopt;
  if (const auto sections = document.find("sections"); sections != document.end()) {
    if (!split_sections(dump(*sections), record.sections).ok()) return std::nullopt;
  }
  record.compose_sections();
  return record;
}

Status normalise_settings(std::string_view json, std::string& out) {
  const Json given = parse(json);
  if (!given.is_object()) return Status(StatusCode::invalid_argument, "settings have to be a JSON object");
  Json all = parse(kDefaultSettings);
  for (const Setting& setting : kSettings) {
    const auto found = given.find(setting.name);
    if (found == given.end() || found->is_null()) continue;
    if (setting.is_text ? !found->is_string() : !found->is_boolean())
      return Status(StatusCode::invalid_argument, std::string("setting \"") + setting.name + "\" has to be a " +
                                                      (setting.is_text ? "text" : "boolean"));
    all[setting.name] = *found;
  }
  out = dump(all);
  return {};
}

Status check_section(std::string_view section, std::string_view json, std::string& out) {
  if (!is_section_name(section))
    return Status(StatusCode::invalid_argument,
                  "a section is named with 1 to 32 of a-z and _, such as \"websocket\" or \"webhook\"");
  if (json.size() > kMaxSectionBytes)
    return Status(StatusCode::resource_exhausted, "section \"" + std::string(section) + "\" has " +
                                                      std::to_string(json.size()) + " bytes; the limit is " +
                                                      std::to_string(kMaxSectionBytes));
  const Json content = parse(json);
  if (!content.is_object())
    return Status(StatusCode::invalid_argument, "section \"" + std::string(section) + "\" has to be a JSON object");
  out = dump(content);
  return {};
}

Status split_sections(std::string_view json, std::map<std::string, std::string>& out) {
  const Json sections = parse(json);
  if (!sections.is_object()) return Status(StatusCode::invalid_argument, "sections have to be a JSON object");
  std::map<std::string, std::string> result;
  for (const auto& [name, content] : sections.items()) {
    if (Status status = check_section(name, dump(content), result[name]); !status.ok()) return status;
  }
  out = std::move(result);
  return {};
}

std::string disconnection_of(std::string_view status_document) {
  const Json document = parse(status_document);
  return document.is_object() ? text_of(document, "disconnectionObject") : std::string();
}

}  // namespace wagate
