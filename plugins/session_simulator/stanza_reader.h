#pragma once

#include <string>

#include "arguments.h"

namespace wagate::session_simulator {

// Arguments of send_node: a stanza whose bytes are written as {"$bytes":"<base64>"}.
struct Stanza {
  std::string json;
  std::string tag;
  std::string type;  // attribute, empty when absent
  std::string to;    // attribute, empty when absent
};

// Throws a Refusal for a stanza that is none, or has more than 32 levels or 10000 nodes.
Stanza read_stanza(const Node& arguments);

}  // namespace wagate::session_simulator
