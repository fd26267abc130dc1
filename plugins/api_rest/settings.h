#pragma once

#include <string>
#include <string_view>

#include "json.h"

namespace wagate::api_rest {

// The names of the eight settings, in the order in which answers list them.
inline constexpr const char* kSettingNames[] = {"rejectCall",   "msgCall",    "groupsIgnore",    "alwaysOnline",
                                                "readMessages", "readStatus", "syncFullHistory", "wavoipToken"};

// All eight settings: what `changes` says, else what `stored_json` says, else the default.
std::string merged_settings(std::string_view stored_json, const Json& changes);

// The settings among the members of a body, as they were sent.
std::string sent_settings(const Json& body);

}  // namespace wagate::api_rest
