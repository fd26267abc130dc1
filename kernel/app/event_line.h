#pragma once

#include <string>
#include <string_view>

namespace wagate::app {

// One event as one line for a terminal: when, which instance, which event, and what it says in a
// few words. `envelope` is the JSON text that clients receive.
//
//   14:03:22.518  shop-01  messages.upsert   Ana 5511970000001: Good morning
std::string event_line(std::string_view envelope, bool colours);

}  // namespace wagate::app
