#include "chat/settings.h"

#include <nlohmann/json.hpp>

namespace wagate::session_whatsapp {

Settings Settings::parse(std::string_view json) {
  const auto root = nlohmann::json::parse(json, nullptr, false);
  Settings settings;
  if (!root.is_object()) return settings;
  const auto is_on = [&](const char* name) {
    const auto found = root.find(name);
    return found != root.end() && found->is_boolean() && found->get<bool>();
  };
  settings.reject_call = is_on("rejectCall");
  settings.groups_ignore = is_on("groupsIgnore");
  settings.read_status = is_on("readStatus");
  settings.always_online = is_on("alwaysOnline");
  settings.read_messages = is_on("readMessages");
  settings.sync_full_history = is_on("syncFullHistory");
  const auto message = root.find("msgCall");
  if (message != root.end() && message->is_string()) settings.msg_call = message->get<std::string>();
  return settings;
}

}  // namespace wagate::session_whatsapp
