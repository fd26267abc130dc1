#pragma once

#include <span>

#include "routes.h"

// One table per family of routes, each in the file <family>_table.cc with the rules of its bodies.
namespace wagate::api_rest {

std::span<const Route> server_table();
std::span<const Route> instance_table();
std::span<const Route> settings_table();
std::span<const Route> websocket_table();
std::span<const Route> message_table();
std::span<const Route> chat_table();
std::span<const Route> profile_table();
std::span<const Route> group_table();
std::span<const Route> label_table();
std::span<const Route> webhook_table();
std::span<const Route> proxy_table();
std::span<const Route> business_table();
std::span<const Route> baileys_table();

}  // namespace wagate::api_rest
