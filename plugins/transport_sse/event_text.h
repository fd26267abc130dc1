#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wagate::transport_sse {

// One message of an event stream (HTML Living Standard, 9.2.6): its name, its number (0: none) and one
// line of data. `json` is JSON text; line breaks between its tokens become blanks.
std::string event_text(std::string_view name, std::uint64_t number, std::string_view json);

}  // namespace wagate::transport_sse
