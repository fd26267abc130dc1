#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wagate::filter_selection {

// What an instance has chosen, as masks over the event catalogue; 0 is "nothing".
struct Choice {
  std::uint64_t websocket = 0;
  std::uint64_t webhook = 0;
  std::string problem;  // what could not be understood, empty when all was; never holds values of other keys
};

// Reads the sections of an instance: {"websocket":{"enabled":true,"events":["MESSAGES_UPSERT"]},...}.
//
// A section chooses nothing unless its `enabled` is true. Enabled without a list, or with an empty
// one, it chooses every event of the catalogue. A name that is not in the catalogue chooses nothing
// and is reported as a problem, and so is a section of another shape: what cannot be understood
// never opens a door.
Choice read_sections(std::string_view sections_json);

}  // namespace wagate::filter_selection
