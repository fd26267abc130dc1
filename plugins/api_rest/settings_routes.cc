#include <nlohmann/json.hpp>

#include "answers.h"
#include "handlers.h"
#include "sections.h"
#include "settings.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

bool is_text_setting(std::string_view name) { return name == "msgCall" || name == "wavoipToken"; }

}  // namespace

std::string merged_settings(std::string_view stored_json, const Json& changes) {
  Json stored = Json::parse(stored_json, nullptr, /*allow_exceptions=*/false);
  Json out = Json::object();
  for (const char* name : kSettingNames) {
    const Json standard = is_text_setting(name) ? Json("") : Json(false);
    if (changes.contains(name)) out[name] = changes.at(name);
    else if (stored.is_object() && stored.contains(name)) out[name] = stored[name];
    else out[name] = standard;
  }
  return to_text(out);
}

std::string sent_settings(const Json& body) {
  Json out = Json::object();
  for (const char* name : kSettingNames)
    if (body.contains(name)) out[name] = body.at(name);
  return to_text(out);
}

void set_settings(const CallPtr& call) {
  const std::string merged = merged_settings(call->instance.settings_json, call->body());
  if (!store_section(*call, "settings", merged)) return;

  std::string out;
  JsonWriter(out).begin_object().key("settings").begin_object().field("instanceName", call->instance.name)
      .field_raw("settings", sent_settings(call->body())).end_object().end_object();
  answer_json(*call, 201, out);
}

void find_settings(const CallPtr& call) {
  answer_json(*call, 200, merged_settings(call->instance.settings_json, Json::object()));
}

}  // namespace wagate::api_rest
