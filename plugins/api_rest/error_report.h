#pragma once

#include <cstdint>
#include <string_view>

namespace wagate::api_rest {

struct Surroundings;

// Posts a failed request to the URL that the configuration names for errors, if it names one: the
// envelope {"event":"error","data":{"error","message","status","response":{"message"}},"date_time",
// "server_url"}. `body` is what the client got. Nobody waits for it and nothing is tried again; when
// many fail at once, some are left out. [any]
void report_error(Surroundings& around, std::uint32_t status, std::string_view body);

}  // namespace wagate::api_rest
