#pragma once

#include <string>
#include <string_view>

namespace wagate::transport_websocket {

// A client's command: {"command":"sendNode","id":7,"args":[...]}. Members in any order, others are
// ignored, of repeated ones the last counts.
struct CommandFrame {
  std::string name;
  std::string_view id;           // JSON text; empty: no reply is wanted
  std::string_view args = "[]";  // JSON array
};

// Reads one. Returns null, or a sentence that says what is wrong with `text`, for the client. Builds
// nothing and does not recurse; deeper than 256 levels is an error. Views point into `text`, which
// must be UTF-8.
const char* parse_command_frame(std::string_view text, CommandFrame& frame);

}  // namespace wagate::transport_websocket
